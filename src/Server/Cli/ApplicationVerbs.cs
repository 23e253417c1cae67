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
        var host = Host("Where it is reached: app.acme.test, or with a port where only that one is meant.");
        return verbs.MakeForAccount(
            "add",
            "Register an application of an account.",
            [host],
            async (work, account, parsed, cancel) =>
            {
                var typed = parsed.GetValue(host)!;
                return await work.Verb<AddApplication>().Add(work.Caller, account.Id, typed, asked: null, cancel) switch
                {
                    AddedApplication.Done done => new Answer.Done(
                        $"{done.Application.Address} is registered for {account.Handle}.",
                        Json(done.Application)
                    ),
                    AddedApplication.SallyportsOwn => new Answer.Refused(
                        "host_of_sallyport",
                        $"--host: by {typed} people come to Sallyport itself. Give the application a host name of its own that leads to its proxy, such as app.acme.test."
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

    private static Command List(Verbs verbs) =>
        verbs.MakeForAccount(
            "list",
            "Print the applications of an account.",
            [],
            async (work, account, _, cancel) =>
            {
                var all = await work.Verb<ReadApplications>().Of(account.Id, cancel);
                return new Answer.Done(
                    all.Count == 0 ? $"{account.Handle} has no applications." : string.Join('\n', all.Select(a => a.Address)),
                    new { applications = all.Select(Json) }
                );
            }
        );

    private static Command Remove(Verbs verbs)
    {
        var host = Host("Its host name.");
        return verbs.MakeForAccount(
            "remove",
            "Remove an application: nobody is returned there, and everybody is signed out of it.",
            [host],
            async (work, account, parsed, cancel) =>
            {
                var typed = parsed.GetValue(host)!;
                var name = ApplicationHost.Typed(typed)?.Name;
                var all = await work.Verb<ReadApplications>().Of(account.Id, cancel);
                return
                    all.FirstOrDefault(a => a.Host == name) is { } application
                    && await work.Verb<RemoveApplication>().Remove(work.Caller, account.Id, application.Id, cancel)
                    ? new Answer.Done($"{application.Address} is removed.", Json(application))
                    : new Answer.Refused("no_such_application", $"The account {account.Handle} has no application at {typed}.");
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
