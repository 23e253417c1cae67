using System.CommandLine;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Accounts.Emails;
using Sallyport.Server.Enforcement;

namespace Sallyport.Server.Cli;

internal static class UserVerbs
{
    public static readonly Answer Busy = new Answer.Refused(
        "busy",
        "The machine is hashing other passwords. Try again in a few seconds."
    );

    public static Command Make(Verbs verbs) =>
        verbs.Group(
            "user",
            "People of an account.",
            Create(verbs),
            ResetMfa(verbs),
            BringBackApiPassword(verbs),
            SetEmail(verbs),
            Unlock(verbs)
        );

    private static Command Create(Verbs verbs)
    {
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
        return verbs.MakeForAccount(
            "create",
            "Make a user of an account.",
            [login, email, password, role],
            async (work, account, parsed, cancel) =>
            {
                var asked = new NewUser
                {
                    Login = parsed.GetValue(login)!,
                    Email = parsed.GetValue(email)!,
                    Password = parsed.GetValue(password) ? await verbs.Terminal.ReadPassword(cancel) : null,
                    Role = await RoleVerbs.IdOf(work, account, parsed.GetValue(role)!, cancel),
                };
                return await work.Verb<CreateUser>().Create(work.Caller, account, asked, cancel) switch
                {
                    CreatedUser.Done { User: var user } => new Answer.Done(
                        $"{user.Login} was made in {account.Handle}.",
                        new
                        {
                            id = user.Id,
                            account = account.Handle,
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
        var reason = Verbs.Required(
            "--reason",
            "TEXT",
            "Why. It is kept in the audit trail and mailed to the account's administrators."
        );
        return verbs.MakeForUser(
            "reset-mfa",
            "Remove all factors, recovery codes and sessions of a user who lost everything.",
            [reason],
            async (work, account, user, parsed, cancel) =>
                Say(
                    account,
                    user,
                    await work.Verb<RemoveMfa>().RemoveByOperator(work.Caller, user.Id, parsed.GetValue(reason)!, cancel)
                )
        );
    }

    private static Answer Say(Account account, User user, RemovedMfa removed) =>
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
            _ => Verbs.NoUser(account.Handle, user.Login),
        };

    private static Command SetEmail(Verbs verbs)
    {
        var email = new Argument<string>("EMAIL") { Description = "The new e-mail address." };
        return verbs.MakeForUser(
            "set-email",
            "Set a user's e-mail address at once, without asking the new one to confirm it. Both addresses are told by mail.",
            [email],
            async (work, account, user, parsed, cancel) =>
            {
                var typed = parsed.GetValue(email)!.Trim();
                return await work.Verb<SetEmail>().Set(work.Caller, user.Id, typed, cancel) switch
                {
                    SetEmailAnswer.Done => new Answer.Done(
                        $"{user.Login}'s e-mail address is {typed} now.",
                        new
                        {
                            account = account.Handle,
                            login = user.Login,
                            email = typed,
                            formerEmail = user.Email,
                        }
                    ),
                    SetEmailAnswer.Unchanged => new Answer.Refused(
                        "unchanged",
                        $"{user.Login}'s e-mail address is {typed} already. Nothing was changed."
                    ),
                    SetEmailAnswer.Malformed => Say(work, new UserRefusal(UserFault.EmailMalformed)),
                    SetEmailAnswer.Taken => Say(work, new UserRefusal(UserFault.EmailTaken)),
                    _ => Verbs.NoUser(account.Handle, user.Login),
                };
            }
        );
    }

    private static Command Unlock(Verbs verbs) =>
        verbs.MakeForUser(
            "unlock",
            "Let a user in again who is locked, deactivated or frozen. Check the e-mail address first: links to choose a password go there.",
            [],
            async (work, account, user, _, cancel) =>
                await work.Verb<ChangeUserStatus>().Change(work.Caller, user.Id, UserStatus.Active, cancel) switch
                {
                    ChangedStatus.Done => new Answer.Done(
                        $"{user.Login} can sign in again. Mail goes to {user.Email}.",
                        new
                        {
                            account = account.Handle,
                            login = user.Login,
                            email = user.Email,
                        }
                    ),
                    ChangedStatus.Unchanged => new Answer.Refused("unchanged", $"{user.Login} is active. Nothing was changed."),
                    _ => Verbs.NoUser(account.Handle, user.Login),
                }
        );

    private static Command BringBackApiPassword(Verbs verbs) =>
        verbs.MakeForUser(
            "bring-back-api-password",
            "Let a user's password open the API and IsProxy again, which a first key or MFA had ended. The next one ends it anew.",
            [],
            async (work, account, user, _, cancel) =>
                await work.Verb<BringBackApiPassword>().BringBack(work.Caller, user.Id, cancel) switch
                {
                    BroughtBackApiPassword.Done => new Answer.Done(
                        $"{user.Login}'s password opens the API and IsProxy again.",
                        new { account = account.Handle, login = user.Login }
                    ),
                    BroughtBackApiPassword.NotEnded => new Answer.Refused(
                        "not_ended",
                        $"{user.Login}'s password has not ended for programs. Nothing was changed."
                    ),
                    BroughtBackApiPassword.NotByThisPolicy => new Answer.Refused(
                        "not_by_this_policy",
                        $"The policy of {account.Handle} decides for all users alike; only passwordOnApi=untilKeyOrMfa ends the password of one."
                    ),
                    BroughtBackApiPassword.MfaOnOrRequired => new Answer.Refused(
                        "mfa_on_or_required",
                        $"Not while a second factor of {user.Login} is on or required."
                    ),
                    _ => Verbs.NoUser(account.Handle, user.Login),
                }
        );
}
