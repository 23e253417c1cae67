using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn;

/// <summary>
/// Freezes the account of whoever got a notice of something that was somebody else: sessions end and nobody signs in any more, until a password is chosen by a mailed link or
/// an administrator opens the account. Works for the last administrator too, who comes back by mail.
/// </summary>
public sealed class FreezeAccount(Database database, QueueMail mail)
{
    /// <summary>Whose link it is, without spending it; null where it opens nothing.</summary>
    public Task<(User User, Account Account)?> Find(string token, CancellationToken cancel) =>
        database.Read(tx => Find(tx, token), cancel);

    /// <summary>Spends the link. False where it was spent, has run out, or never was.</summary>
    public Task<bool> Freeze(Caller caller, string token, CancellationToken cancel) =>
        database.Write(caller, tx => Freeze(tx, token), cancel);

    private static async Task<(User User, Account Account)?> Find(Transaction tx, string token) =>
        await tx.Links.Find(TokenDigest.Of(token)) is { UserId: { } userId, Purpose: LinkPurpose.Freeze } link
        && link.IsOpen(tx.Now)
        && await tx.Users.Find(userId) is { Status: not UserStatus.Removed } user
            ? (user, (await tx.Accounts.Find(user.AccountId))!)
            : null;

    private async Task<bool> Freeze(Transaction tx, string token)
    {
        if (await Find(tx, token) is not var (seen, account))
            return false;
        var user = (await tx.Users.Lock(seen.Id))!;
        if (!await tx.Links.Spend(TokenDigest.Of(token), tx.Now))
            return false;
        // Whoever is shut out already stays so, and is not opened by mail.
        if (!user.MaySignIn)
            return true;
        await tx.Users.Freeze(user.Id, tx.Now);
        var ended = await EndWhatPasswordOpened.End(tx, user.Id, butSession: null);
        tx.Audit(AuditEvent.Of(AuditAction.UserFrozen, account.Id, user.Id, user.Login).With("sessionsEnded", $"{ended}"));
        await mail.Queue(tx, MailKind.AccountFrozen, user, account, new MailFacts());
        return true;
    }
}
