using System.Globalization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>"Trust this browser": makes a browser stand in for the second factor, in the transaction that opens the session (SIGN-10).</summary>
public sealed class GrantTrust(QueueMail mail)
{
    /// <param name="tx">The transaction in which the second factor was right.</param>
    /// <param name="user">Locked.</param>
    /// <param name="account">The user's.</param>
    /// <param name="policy">The account's, which offers it.</param>
    /// <param name="formerId">Of the cookie that the browser sent; null where it sent none. That cookie is dead from now on.</param>
    /// <param name="browserId">Of the cookie that it gets.</param>
    public async Task Grant(Transaction tx, User user, Account account, Policy policy, string? formerId, string browserId)
    {
        if (formerId is not null)
            await tx.KnownBrowsers.Renew(formerId, browserId);
        var until = tx.Now.AddDays(policy.TrustedBrowserDays);
        await tx.KnownBrowsers.Trust(browserId, user.Id, tx.Now, until);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.BrowserTrusted, account.Id, user.Id, user.Login)
                .With("days", policy.TrustedBrowserDays.ToString(CultureInfo.InvariantCulture))
        );
        await mail.Queue(tx, MailKind.BrowserTrusted, user, account, new MailFacts { Until = until });
    }
}
