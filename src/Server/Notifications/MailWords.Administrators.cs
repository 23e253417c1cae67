using Sallyport.Core.Notifications;

namespace Sallyport.Server.Notifications;

/// <summary>Mails to the administrators of an account about what another one did.</summary>
internal sealed partial class MailWords
{
    private MailContent OfAdministration(MailKind kind, MailFacts facts) =>
        new()
        {
            Title = kind switch
            {
                MailKind.AdministrationGranted => texts["{0} can now administer", facts.What],
                MailKind.RoleWidened => texts["The role {0} allows more", facts.What],
                MailKind.UserEmailMoved => texts["The e-mail address of {0} is being changed", facts.What],
                _ => texts["The account's name or contact was changed"],
            },
            Lead = kind switch
            {
                MailKind.AdministrationGranted => texts[
                    "A user of your account was given a role that administers. You get this mail because you administer it too."
                ],
                MailKind.RoleWidened => texts[
                    "A role that people in your account have was given more administrative permissions. You get this mail because you administer the account."
                ],
                MailKind.UserEmailMoved => texts[
                    "The e-mail address of a user of your account was changed, or will be as soon as the new address is confirmed. You get this mail because you administer the account."
                ],
                _ => texts[
                    "What people are told who cannot sign in, or what your company is called here, was changed. You get this mail because you administer the account."
                ],
            },
            Facts = [.. Administrated(kind, facts), new(texts["By"], facts.By)],
            Advice = texts["If you did not expect this, ask who did it, and look at the audit trail."],
            Button = new(texts["See the audit trail"], Page("/account/audit")),
        };

    private IEnumerable<MailFact> Administrated(MailKind kind, MailFacts facts) =>
        kind switch
        {
            MailKind.AdministrationGranted => [new(texts["User"], facts.What), new(texts["Role"], facts.Becomes)],
            MailKind.RoleWidened => [new(texts["Role"], facts.What), new(texts["New permissions"], facts.Becomes)],
            MailKind.UserEmailMoved => [new(texts["User"], facts.What), new(texts["New address"], facts.Becomes)],
            _ => [new(texts["Company"], facts.What), new(texts["Support contact"], facts.Becomes)],
        };
}
