using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts;

/// <summary>Mails the one-time link by which a password is chosen.</summary>
public sealed class MailPasswordLink(QueueMail mail, Settings settings)
{
    /// <summary>A first password may wait for a holiday weekend.</summary>
    public static readonly TimeSpan FirstPasswordLife = TimeSpan.FromHours(72);

    /// <summary>Long enough to open a mailbox, too short to be found in it later (SIGN-15).</summary>
    public static readonly TimeSpan ForgottenPasswordLife = TimeSpan.FromMinutes(30);

    /// <summary>In the caller's transaction, for a user who is active. Every older link of that user ends.</summary>
    public async Task Send(Transaction tx, User user, Account account)
    {
        await tx.Links.EndForPassword(user.Id, tx.Now);
        await Add(tx, user, account, allowance: null);
    }

    /// <summary>For whoever says at the sign-in page to be the user. Open links stay open: a stranger's request must not take the one away that the user is about to use.</summary>
    /// <param name="tx">In which the user is locked.</param>
    /// <param name="user">Who is active.</param>
    /// <param name="account">The user's.</param>
    /// <param name="allowance">On which it is counted.</param>
    public Task SendOnRequest(Transaction tx, User user, Account account, string allowance) => Add(tx, user, account, allowance);

    private async Task Add(Transaction tx, User user, Account account, string? allowance)
    {
        var isFirst = user.SealedPasswordHash is null;
        var until = tx.Now + (isFirst ? FirstPasswordLife : ForgottenPasswordLife);
        var token = tx.Random.Token();
        await tx.Links.Add(
            new OneTimeLink
            {
                TokenDigest = TokenDigest.Of(token),
                Purpose = isFirst ? LinkPurpose.FirstPassword : LinkPurpose.ForgottenPassword,
                UserId = user.Id,
                MailedTo = user.CanonicalEmail,
                CreatedAt = tx.Now,
                ExpiresAt = until,
                Allowance = allowance,
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
