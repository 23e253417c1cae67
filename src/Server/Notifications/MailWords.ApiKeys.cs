using Sallyport.Core.Accounts;
using Sallyport.Core.Notifications;

namespace Sallyport.Server.Notifications;

internal sealed partial class MailWords
{
    private MailContent OfKeys(MailKind kind, Account account, MailFacts facts, Func<DateTimeOffset, string> time) =>
        new()
        {
            Title = kind switch
            {
                MailKind.ApiKeyCreated => texts["An API-key was created"],
                MailKind.ApiKeyDeleted => texts["An API-key was deleted"],
                MailKind.ApiKeyExposed => texts["An API-key was exposed, and is deleted"],
                _ => texts["An API-key was renewed"],
            },
            Lead = kind switch
            {
                MailKind.ApiKeyCreated => texts["An API-key was created for your account. A program that has it acts for you."],
                MailKind.ApiKeyDeleted => texts["An API-key of your account was deleted. Programs that use it are shut out."],
                MailKind.ApiKeyExposed => texts[
                    "An API-key of your account came to light where others may have read it. It is deleted, and programs that use it are shut out. Create another one for them."
                ],
                _ => texts["An API-key of your account has a new text. The old one ends at the time below."],
            },
            Facts = [new(texts["API-key"], facts.What), new(texts["By"], facts.By), .. Until(facts, time)],
            Advice = Tell(account, "If you did not expect this, delete the API-key and tell {0} at once."),
            Button = new(texts["See your API-keys"], Page("/me/api-keys")),
        };

    private MailContent OfFlaggedKey(Account account, MailFacts facts) =>
        new()
        {
            Title = texts["A program sends your API-key where others can read it"],
            Lead =
                facts.Reason == "key_in_url"
                    ? texts[
                        "An API-key of yours came in an address. Addresses are kept in logs, so the request was refused. Let the program send the key in the header Authorization, and renew the key."
                    ]
                    : texts[
                        "An API-key of yours came without encryption. Others may have read it on the way, so the request was refused. Let the program use https, and renew the key."
                    ],
            Facts = [new(texts["API-key"], facts.What)],
            Advice = Tell(account, "If you did not expect this, delete the API-key and tell {0} at once."),
            Button = new(texts["See your API-keys"], Page("/me/api-keys")),
        };

    private MailContent OfApiPassword(Account account, MailFacts facts) =>
        new()
        {
            Title = texts["Programs may use your password again"],
            Lead = texts[
                "An administrator lets programs sign in with your login name and password again. An API-key or a second factor of yours ends it."
            ],
            Facts = By(facts),
            Advice = Tell(account, "If you did not expect this, tell {0} at once."),
        };
}
