using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Notifications;

/// <summary>The one-time link in a notice by which its reader freezes the own account, if what the notice reports was somebody else.</summary>
public sealed class FreezeLink(Settings settings)
{
    /// <summary>A notice may lie in a mailbox over a holiday. What the link does harms nobody but a thief.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>In the transaction of what the mail reports; null for mails that report nothing of the kind.</summary>
    public async Task<string?> Make(Transaction tx, MailKind kind, User to)
    {
        if (!IsIn(kind))
            return null;
        var token = tx.Random.Token();
        await tx.Links.Add(
            new OneTimeLink
            {
                TokenDigest = TokenDigest.Of(token),
                Purpose = LinkPurpose.Freeze,
                UserId = to.Id,
                MailedTo = to.CanonicalEmail,
                CreatedAt = tx.Now,
                ExpiresAt = tx.Now + Life,
            }
        );
        return new Uri(settings.PublicUrl, "/freeze?token=" + token).ToString();
    }

    /// <summary>Every notice of what somebody did to the account; not a mail that was asked for, that invites, or that goes to administrators.</summary>
    public static bool IsIn(MailKind kind) =>
        kind
            is not (
                MailKind.PasswordResetLink
                or MailKind.Welcome
                or MailKind.MfaRequired
                or MailKind.MfaRemovedByOperator
                or MailKind.AccountFrozen
                or MailKind.ConfirmEmail
                or MailKind.FrozenFromFormer
                or MailKind.AdministrationGranted
                or MailKind.RoleWidened
                or MailKind.UserEmailMoved
                or MailKind.AccountWordsChanged
            );
}
