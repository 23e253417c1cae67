using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Notifications;
using Sallyport.Server.Web;

namespace Sallyport.Server.Notifications;

/// <summary>The words of every mail, in the language of the moment.</summary>
internal sealed partial class MailWords(IStringLocalizer<Texts> texts, Settings settings)
{
    public MailContent Of(MailKind kind, User to, Account account, MailFacts facts, Func<DateTimeOffset, string> time) =>
        kind switch
        {
            MailKind.PasswordResetLink or MailKind.Welcome => OfPasswordLink(kind, to, account, facts, time),
            MailKind.PasswordChanged or MailKind.AccountFrozen => OfAccount(kind, account, facts),
            MailKind.ConfirmEmail or MailKind.EmailChangeAsked or MailKind.EmailChanged or MailKind.FrozenFromFormer => OfAddress(
                kind,
                to,
                account,
                facts,
                time
            ),
            MailKind.MfaRequired => new()
            {
                Title = texts["{0} asks for a second factor", account.Name],
                Lead = texts[
                    "Your company has decided that everybody signs in with a second factor, for example an authenticator app on the phone. You have none yet. Setting it up takes two minutes."
                ],
                Facts = Until(facts, time),
                Advice = Tell(account, "If you have questions, ask {0}."),
                Button = new(texts["Set it up"], Page("/enrol")),
                HidesOrigin = true,
            },
            MailKind.WrongSecondFactor or MailKind.ManyFailures => OfFailures(kind, account, facts),
            MailKind.NewBrowser or MailKind.BrowserTrusted => OfBrowsers(kind, facts, time),
            MailKind.AppAdded or MailKind.AppReplaced or MailKind.AppRemoved => OfApps(kind, account, facts),
            MailKind.ApiKeyCreated or MailKind.ApiKeyDeleted or MailKind.ApiKeyRotated or MailKind.ApiKeyExposed => OfKeys(
                kind,
                account,
                facts,
                time
            ),
            MailKind.ApiKeyFlagged => OfFlaggedKey(account, facts),
            MailKind.ApiPasswordBroughtBack => OfApiPassword(account, facts),
            MailKind.SecurityKeyAdded or MailKind.SecurityKeyRemoved => OfSecurityKeys(kind, account, facts),
            MailKind.RecoveryCodesIssued
            or MailKind.RecoveryCodeUsed
            or MailKind.BackupCodeUsed
            or MailKind.MfaRemoved
            or MailKind.MfaRemovedByOperator => OfRecovery(kind, account, facts),
            MailKind.AdministrationGranted or MailKind.RoleWidened or MailKind.UserEmailMoved or MailKind.AccountWordsChanged =>
                OfAdministration(kind, facts),
            MailKind.SecurityKeyCopied => OfCopiedKey(account, facts),
        };

    private MailContent OfPasswordLink(
        MailKind kind,
        User to,
        Account account,
        MailFacts facts,
        Func<DateTimeOffset, string> time
    ) =>
        kind switch
        {
            MailKind.PasswordResetLink => new()
            {
                Title = texts["Choose a new password"],
                Lead = texts[
                    "Somebody asked for a new password for your account. If it was you, choose one by this link. It works once."
                ],
                Facts = Until(facts, time),
                Advice = texts["If it was not you, ignore this mail: nothing has changed."],
                Button = new(texts["Choose a new password"], facts.Link!),
            },
            _ => new()
            {
                Title = texts["Your account at {0}", account.Name],
                Lead = texts["{0} has made an account for you. Choose a password by this link. It works once.", account.Name],
                Facts = [new(texts["Login name"], to.Login), .. Until(facts, time)],
                Advice = texts["If you do not know {0}, ignore this mail.", account.Name],
                Button = new(texts["Choose a password"], facts.Link!),
                HidesOrigin = true,
            },
        };

    private MailContent OfAccount(MailKind kind, Account account, MailFacts facts) =>
        kind switch
        {
            MailKind.PasswordChanged => new()
            {
                Title = texts["Your password was changed"],
                Lead = texts["The password of your account was changed."],
                Facts = By(facts),
                Advice = Tell(account, "If you did not expect this, ask for a new password at once and tell {0}."),
                Button = new(texts["Ask for a new password"], Page("/sign-in/forgotten")),
            },
            _ => new()
            {
                Title = texts["Your account is frozen"],
                Lead = texts[
                    "By the link in a mail of ours your account was frozen. Every session has ended, and nobody signs in until you choose a new password."
                ],
                Advice = Tell(account, "Look at your factors and recovery codes afterwards. If you cannot get in, ask {0}."),
                Button = new(texts["Choose a new password"], Page("/sign-in/forgotten")),
            },
        };

    private MailContent OfFailures(MailKind kind, Account account, MailFacts facts) =>
        kind == MailKind.WrongSecondFactor
            ? new()
            {
                Title = texts["Right password, wrong second factor"],
                Lead = texts["Somebody entered your right password and then a wrong second factor. Nobody was let in."],
                Advice = texts["If it was you, there is nothing to do. If not, somebody knows your password: change it now."],
                Button = new(texts["Change your password"], Page("/me/security/password")),
            }
            : new()
            {
                Title = texts["Many wrong second factors"],
                Lead = texts[
                    "Your right password was entered, and wrong second factors after it, again and again. Nobody was let in, and further tries are slowed down."
                ],
                Facts = [new(texts["Wrong tries"], $"{facts.Count}")],
                Advice = Tell(account, "If it was not you, somebody knows your password: change it now, and tell {0}."),
                Button = new(texts["Change your password"], Page("/me/security/password")),
            };

    private MailContent OfBrowsers(MailKind kind, MailFacts facts, Func<DateTimeOffset, string> time) =>
        kind == MailKind.BrowserTrusted
            ? new()
            {
                Title = texts["A browser is trusted"],
                Lead = texts[
                    "Somebody signed in to your account with your second factor and ticked “Trust this browser”. It now asks for your password alone."
                ],
                Facts = Until(facts, time),
                Advice = texts["If it was you, there is nothing to do. If not, stop trusting it and change your password."],
                Button = new(texts["See your sessions"], Page("/me/sessions")),
            }
            : new()
            {
                Title = texts["A new browser signed in"],
                Lead = texts["Somebody signed in to your account with a browser that was not seen there before."],
                Advice = texts["If it was you, there is nothing to do. If not, end the session and change your password."],
                Button = new(texts["See your sessions"], Page("/me/sessions")),
            };

    private MailContent OfApps(MailKind kind, Account account, MailFacts facts) =>
        new()
        {
            Title = kind switch
            {
                MailKind.AppAdded => texts["An authenticator app was added"],
                MailKind.AppReplaced => texts["Your authenticator app was changed"],
                _ => texts["An authenticator app was removed"],
            },
            Lead = kind switch
            {
                MailKind.AppAdded => texts["An authenticator app was added to your account. Its codes are asked for at sign-in."],
                MailKind.AppReplaced => texts[
                    "A new authenticator app took the place of the former one, whose codes no longer work."
                ],
                _ => texts["An authenticator app was removed from your account. Its codes no longer work."],
            },
            Facts = [new(texts["Authenticator app"], facts.What)],
            Advice = Tell(account, "If it was not you, change your password, look at your factors and tell {0}."),
            Button = new(texts["See your factors"], Page("/me/security")),
        };

    private MailContent OfCopiedKey(Account account, MailFacts facts) =>
        new()
        {
            Title = texts["A security key may have been copied"],
            Lead = texts[
                "One of your security keys answered as if it had been used elsewhere meanwhile: its counter went back. Nobody was let in."
            ],
            Facts = [new(texts["Security key"], facts.What)],
            Advice = Tell(account, "If it happens again, delete this key, register another one and tell {0}."),
            Button = new(texts["See your factors"], Page("/me/security")),
        };

    private MailContent OfSecurityKeys(MailKind kind, Account account, MailFacts facts) =>
        new()
        {
            Title = kind == MailKind.SecurityKeyAdded ? texts["A security key was added"] : texts["A security key was removed"],
            Lead =
                kind == MailKind.SecurityKeyAdded
                    ? texts["A security key was added to your account. It is asked for at sign-in."]
                    : texts["A security key was removed from your account. It no longer lets anybody in."],
            Facts = [new(texts["Security key"], facts.What)],
            Advice = Tell(account, "If it was not you, change your password, look at your factors and tell {0}."),
            Button = new(texts["See your factors"], Page("/me/security")),
        };

    private MailContent OfRecovery(MailKind kind, Account account, MailFacts facts) =>
        kind switch
        {
            MailKind.RecoveryCodesIssued => new()
            {
                Title = texts["New recovery codes"],
                Lead = texts["New recovery codes were made for your account. Former ones no longer work."],
                Advice = Tell(account, "If it was not you, change your password, look at your factors and tell {0}."),
                Button = new(texts["See your factors"], Page("/me/security")),
            },
            MailKind.RecoveryCodeUsed => new()
            {
                Title = texts["A recovery code was used"],
                Lead = texts["Somebody signed in to your account with one of your recovery codes. Each works once."],
                Facts = [new(texts["Codes left"], $"{facts.Count}")],
                Advice = Tell(account, "If it was not you, change your password, make new codes and tell {0}."),
                Button = new(texts["Make new codes"], Page("/me/security/recovery-codes")),
            },
            MailKind.BackupCodeUsed => new()
            {
                Title = texts["Your backup code was used"],
                Lead = texts[
                    "Your backup code was entered after your password. All your factors and the code itself were removed, and your sessions were ended."
                ],
                Advice = Tell(account, "If it was not you, change your password at once and tell {0}."),
                Button = new(texts["See your factors"], Page("/me/security")),
            },
            MailKind.MfaRemoved => new()
            {
                Title = texts["Your second factors were removed"],
                Lead = texts[
                    "All your factors, recovery codes and trusted browsers were removed for you, and your sessions were ended. The password alone opens your account until you set up a factor again."
                ],
                Facts = [.. By(facts), .. Reason(facts)],
                Advice = Tell(account, "If you did not ask for this, tell {0} at once."),
                Button = new(texts["Set up a factor"], Page("/me/security")),
            },
            _ => new()
            {
                Title = texts["Second factors of a user were removed"],
                Lead = texts[
                    "The operator of the portal removed all factors of a user of your account at the command line. You get this mail because you administer it."
                ],
                Facts = [new(texts["User"], facts.What), .. Reason(facts)],
                Advice = texts["If nobody of you asked for it, ask the operator and look at the audit trail."],
                Button = new(texts["See the audit trail"], Page("/account/audit")),
            },
        };

    private IReadOnlyList<MailFact> Until(MailFacts facts, Func<DateTimeOffset, string> time) =>
        facts.Until is { } until ? [new(texts["Until"], time(until))] : [];

    private IReadOnlyList<MailFact> By(MailFacts facts) => facts.What.Length > 0 ? [new(texts["By"], facts.What)] : [];

    private IReadOnlyList<MailFact> Reason(MailFacts facts) =>
        facts.Reason.Length > 0 ? [new(texts["Reason"], facts.Reason)] : [];

    private string Tell(Account account, string sentence) =>
        texts[sentence, account.SupportContact.Length > 0 ? account.SupportContact : texts["your administrator"].Value];

    private string Page(string path) => new Uri(settings.PublicUrl, path).ToString();
}
