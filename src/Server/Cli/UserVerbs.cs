using System.CommandLine;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement;

namespace Sallyport.Server.Cli;

internal static class UserVerbs
{
    public static readonly Answer Busy = new Answer.Refused(
        "busy",
        "The machine is hashing other passwords. Try again in a few seconds."
    );

    public static Command Make(Verbs verbs) => verbs.Group("user", "People of an account.", Create(verbs), ResetMfa(verbs));

    private static Command Create(Verbs verbs)
    {
        var account = Verbs.Account();
        var login = Verbs.Required("--login", "LOGIN", "The login name.");
        var email = Verbs.Required("--email", "ADDRESS", "The e-mail address.");
        var password = new Option<bool>("--password-stdin")
        {
            Description =
                "Read the password from standard input; one newline at its end is dropped. Without it a one-time link to choose one is mailed.",
        };
        var role = Verbs.Optional(
            "--role",
            "ROLE",
            $"{BuiltInRole.Admin} administers the account, {BuiltInRole.All} does not; or the name of one of its own."
        );
        role.DefaultValueFactory = _ => BuiltInRole.All;
        return verbs.Make(
            "create",
            "Make a user of an account.",
            [account, login, email, password, role],
            async (work, parsed, cancel) =>
            {
                var handle = parsed.GetValue(account)!;
                if (await work.FindAccount(handle, cancel) is not { } found)
                    return Verbs.NoAccount(handle);
                var asked = new NewUser
                {
                    Login = parsed.GetValue(login)!,
                    Email = parsed.GetValue(email)!,
                    Password = parsed.GetValue(password) ? await verbs.Terminal.ReadPassword(cancel) : null,
                    Role = await RoleVerbs.IdOf(work, found, parsed.GetValue(role)!, cancel),
                };
                return await work.Verb<CreateUser>().Create(work.Caller, found, asked, cancel) switch
                {
                    CreatedUser.Done { User: var user } => new Answer.Done(
                        $"{user.Login} was made in {found.Handle}.",
                        new
                        {
                            id = user.Id,
                            account = found.Handle,
                            login = user.Login,
                            email = user.Email,
                            role = user.RoleName,
                            linkMailed = asked.Password is null,
                        }
                    ),
                    CreatedUser.Refused refused => Say(work, refused.Why),
                    _ => Busy,
                };
            }
        );
    }

    /// <summary>Every fault in words, each with the option that it is about.</summary>
    public static Answer Say(Workplace work, UserRefusal refused)
    {
        var texts = work.Verb<UserFaultTexts>();
        var lines = refused.Faults.Select(fault =>
            fault == UserFault.PasswordUnfit
                ? $"password: {texts.Words(refused.Password!)}"
                : $"--{UserFaultTexts.FieldOf(fault)}: {texts.Words(fault)}"
        );
        return new Answer.Refused(Words.Snake(refused.Faults[0]), string.Join('\n', lines));
    }

    private static Command ResetMfa(Verbs verbs)
    {
        var account = Verbs.Account();
        var login = Verbs.Required("--login", "LOGIN", "The login name.");
        var reason = Verbs.Required(
            "--reason",
            "TEXT",
            "Why. It is kept in the audit trail and mailed to the account's administrators."
        );
        return verbs.Make(
            "reset-mfa",
            "Remove all factors, recovery codes and sessions of a user who lost everything.",
            [account, login, reason],
            async (work, parsed, cancel) =>
            {
                var handle = parsed.GetValue(account)!;
                var name = parsed.GetValue(login)!;
                if (await work.FindAccount(handle, cancel) is not { } found)
                    return Verbs.NoAccount(handle);
                if (await work.FindUser(found, name, cancel) is not { } user)
                    return Verbs.NoUser(handle, name);
                return Say(
                    handle,
                    user,
                    await work.Verb<RemoveMfa>().RemoveByOperator(work.Caller, user.Id, parsed.GetValue(reason)!, cancel)
                );
            }
        );
    }

    private static Answer Say(string handle, User user, RemovedMfa removed) =>
        removed switch
        {
            RemovedMfa.Done done => new Answer.Done(
                $"{user.Login} has no factor any more; {done.Factors} removed, {done.Sessions} sessions ended.",
                new
                {
                    login = user.Login,
                    factorsRemoved = done.Factors,
                    sessionsEnded = done.Sessions,
                }
            ),
            RemovedMfa.NothingThere => new Answer.Refused("nothing_there", $"{user.Login} has no factor. Nothing was changed."),
            RemovedMfa.ReasonMissing => new Answer.Refused("reason_missing", "--reason: say why."),
            _ => Verbs.NoUser(handle, user.Login),
        };
}
