using System.CommandLine;
using Sallyport.Core.Accounts;
using Sallyport.Server.Accounts.Applications;

namespace Sallyport.Server.Cli;

internal static class ApplicationVerbs
{
    public static Command Make(Verbs verbs) =>
        verbs.Group(
            "application",
            "Applications behind a proxy, to which people return after sign-in.",
            Add(verbs),
            List(verbs),
            Remove(verbs)
        );

    private static Command Add(Verbs verbs)
    {
        var account = Verbs.Account();
        var host = Host("Where it is reached: app.acme.test, or with a port where only that one is meant.");
        return verbs.Make(
            "add",
            "Register an application of an account.",
            [account, host],
            async (work, parsed, cancel) =>
            {
                var (handle, typed) = (parsed.GetValue(account)!, parsed.GetValue(host)!);
                if (await work.FindAccount(handle, cancel) is not { } found)
                    return Verbs.NoAccount(handle);
                return await work.Verb<AddApplication>().Add(work.Caller, found.Id, typed, asked: null, cancel) switch
                {
                    AddedApplication.Done done => new Answer.Done(
                        $"{done.Application.Address} is registered for {found.Handle}.",
                        Json(done.Application)
                    ),
                    AddedApplication.Taken => new Answer.Refused("host_taken", $"{typed} is registered already."),
                    _ => new Answer.Refused(
                        "host_malformed",
                        $"--host: {typed} is no host name. It looks like app.acme.test or app.acme.test:8443."
                    ),
                };
            }
        );
    }

    private static Command List(Verbs verbs)
    {
        var account = Verbs.Account();
        return verbs.Make(
            "list",
            "Print the applications of an account.",
            [account],
            async (work, parsed, cancel) =>
            {
                var handle = parsed.GetValue(account)!;
                if (await work.FindAccount(handle, cancel) is not { } found)
                    return Verbs.NoAccount(handle);
                var all = await work.Verb<ReadApplications>().Of(found.Id, cancel);
                return new Answer.Done(
                    all.Count == 0 ? $"{found.Handle} has no applications." : string.Join('\n', all.Select(a => a.Address)),
                    new { applications = all.Select(Json) }
                );
            }
        );
    }

    private static Command Remove(Verbs verbs)
    {
        var account = Verbs.Account();
        var host = Host("Its host name.");
        return verbs.Make(
            "remove",
            "Remove an application: nobody is returned there, and everybody is signed out of it.",
            [account, host],
            async (work, parsed, cancel) =>
            {
                var (handle, typed) = (parsed.GetValue(account)!, parsed.GetValue(host)!);
                if (await work.FindAccount(handle, cancel) is not { } found)
                    return Verbs.NoAccount(handle);
                var name = ApplicationHost.Typed(typed)?.Name;
                var all = await work.Verb<ReadApplications>().Of(found.Id, cancel);
                return
                    all.FirstOrDefault(a => a.Host == name) is { } application
                    && await work.Verb<RemoveApplication>().Remove(work.Caller, found.Id, application.Id, cancel)
                    ? new Answer.Done($"{application.Address} is removed.", Json(application))
                    : new Answer.Refused("no_such_application", $"The account {found.Handle} has no application at {typed}.");
            }
        );
    }

    private static Option<string> Host(string description) => Verbs.Required("--host", "HOST", description);

    private static object Json(Application application) =>
        new
        {
            id = application.Id,
            host = application.Address,
            createdAt = TypedDate.Write(application.CreatedAt),
        };
}
