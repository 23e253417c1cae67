using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn.Freezing;

/// <summary>
/// Freezes the account of whoever got a notice of something that was somebody else: sessions end and nobody signs in any more, until a password is chosen by a mailed link or
/// an administrator opens the account. Works for the last administrator too, who comes back by mail. By a link in a former mailbox, no mail to the present one opens it.
/// </summary>
public sealed class FreezeAccount(Database database, QueueMail mail)
{
    /// <summary>What the link does, without using it.</summary>
    public Task<FreezeLinkState> Find(string token, CancellationToken cancel) =>
        database.Read(tx => ReadFreezeLink.Read(tx, token), cancel);

    /// <summary>Uses the link. False where it was used, has run out, or never was.</summary>
    public Task<bool> Freeze(Caller caller, string token, CancellationToken cancel) =>
        database.Write(caller, tx => Freeze(tx, token), cancel);

    private async Task<bool> Freeze(Transaction tx, string token)
    {
        if (await ReadFreezeLink.Read(tx, token) is not FreezeLinkState.Open seen)
            return false;
        await tx.Users.Lock(seen.User.Id);
        // Behind the lock: the address may have been confirmed in between, and the link lie in a former mailbox now.
        if (
            await ReadFreezeLink.Read(tx, token) is not FreezeLinkState.Open { User: var user, Account: var account } open
            || !await tx.Links.Spend(open.Link.TokenDigest, tx.Now)
        )
            return false;
        // Whoever is shut out already stays so, and is not opened by mail.
        if (user.Status != UserStatus.Active)
            return true;
        await tx.Users.Freeze(user.Id, open.Former, tx.Now);
        var ended = await EndWhatPasswordOpened.End(tx, user.Id, butSession: null);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.UserFrozen, account.Id, user.Id, user.Login, open.Former is null ? "" : "by_former_address")
                .With("sessionsEnded", $"{ended}")
        );
        await Tell(tx, user, account, open.Former);
        return true;
    }

    private async Task Tell(Transaction tx, User user, Account account, string? former)
    {
        if (former is null)
        {
            await mail.Queue(tx, MailKind.AccountFrozen, user, account, new MailFacts());
            return;
        }
        var facts = new MailFacts { What = former };
        await mail.Queue(tx, MailKind.FrozenFromFormer, user, account, facts);
        await mail.Queue(tx, MailKind.FrozenFromFormer, user with { Email = former, CanonicalEmail = former }, account, facts);
    }
}
