using Sallyport.Core.Accounts;
using Sallyport.Core.Notifications;

namespace Sallyport.Server.Notifications;

/// <summary>Mails about a change of the user's mail address.</summary>
internal sealed partial class MailWords
{
    private MailContent OfAddress(MailKind kind, User to, Account account, MailFacts facts, Func<DateTimeOffset, string> time) =>
        kind switch
        {
            MailKind.ConfirmEmail => new()
            {
                Title = texts["Confirm your e-mail address"],
                Lead = texts[
                    "This address is to become the one of an account at {0}. Confirm it by this link. It works once; until then the former address stays in use.",
                    account.Name
                ],
                Facts = [new(texts["Login name"], to.Login), .. Until(facts, time)],
                Advice = texts["If you don't know {0}, ignore this mail: nothing changes.", account.Name],
                Button = new(texts["Confirm this address"], facts.Link!),
                HidesOrigin = true,
            },
            MailKind.EmailChangeAsked => new()
            {
                Title = texts["Someone asked to change your e-mail address"],
                Lead = texts[
                    "Your account is to get another e-mail address. Nothing has changed yet: the new address must be confirmed first. You can cancel the change on your page."
                ],
                Facts = [new(texts["New address"], facts.What), .. Until(facts, time)],
                Advice = Tell(account, "If you did not expect this, freeze your account and tell {0}."),
                Button = new(texts["Go to your page"], Page("/me")),
            },
            MailKind.EmailChanged => new()
            {
                Title = texts["Your e-mail address was changed"],
                Lead = texts[
                    "The e-mail address of your account was changed. This mail goes to the former and to the new address."
                ],
                Facts = [new(texts["New address"], facts.What)],
                Advice = Tell(account, "If you did not expect this, freeze your account and tell {0}."),
            },
            _ => new()
            {
                Title = texts["Your account is frozen"],
                Lead = texts[
                    "By the link in a mail to {0}, a former address of your account, the account was frozen. Every session has ended, nobody can sign in, and no mail to the new address opens it.",
                    facts.What
                ],
                Advice =
                    to.CanonicalEmail == facts.What
                        ? Tell(
                            account,
                            "Open that link again: where the address was changed in your own account, you can take it back there. Otherwise ask {0}."
                        )
                        : Tell(account, "If this was not you, ask {0} to unlock your account."),
            },
        };
}
