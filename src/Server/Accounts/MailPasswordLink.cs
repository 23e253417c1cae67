using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts;

/// <summary>Mails the one-time link by which a password is chosen; every older one of that user ends.</summary>
public sealed class MailPasswordLink(QueueMail mail, Settings settings)
{
    /// <summary>A first password may wait for a holiday weekend.</summary>
    public static readonly TimeSpan FirstPasswordLife = TimeSpan.FromHours(72);

    /// <summary>Long enough to open a mailbox, too short to be found in it later (SIGN-15).</summary>
    public static readonly TimeSpan ForgottenPasswordLife = TimeSpan.FromMinutes(30);

    /// <summary>In the caller's transaction, for a user who is active.</summary>
    public async Task Send(Transaction tx, User user, Account account)
    {
        var isFirst = user.SealedPasswordHash is null;
        var until = tx.Now + (isFirst ? FirstPasswordLife : ForgottenPasswordLife);
        var token = tx.Random.Token();
        await tx.Links.EndOf(user.Id, tx.Now);
        await tx.Links.Add(
            new OneTimeLink
            {
                TokenDigest = TokenDigest.Of(token),
                Purpose = isFirst ? LinkPurpose.FirstPassword : LinkPurpose.ForgottenPassword,
                UserId = user.Id,
                CreatedAt = tx.Now,
                ExpiresAt = until,
            }
        );
        await mail.Queue(
            tx,
            isFirst ? MailKind.Welcome : MailKind.PasswordResetLink,
            user,
            account,
            new MailFacts { Link = new Uri(settings.PublicUrl, "/sign-in/forgotten?token=" + token).ToString(), Until = until }
        );
    }
}
