using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn.Freezing;

/// <summary>What a link that freezes does at this moment.</summary>
public abstract record FreezeLinkState
{
    private FreezeLinkState() { }

    /// <summary>It was used and its work undone, has run out, or never was.</summary>
    public sealed record Gone : FreezeLinkState;

    /// <summary>It can be used.</summary>
    /// <param name="Link">As it is kept.</param>
    /// <param name="User">Whom it freezes.</param>
    /// <param name="Account">The user's.</param>
    /// <param name="Former">The mailbox in which it lies, where that is no longer the user's; null where it is.</param>
    public sealed record Open(OneTimeLink Link, User User, Account Account, string? Former) : FreezeLinkState;

    /// <summary>It was used, or the user is shut out already.</summary>
    /// <param name="User">Who is frozen.</param>
    /// <param name="Account">The user's.</param>
    /// <param name="Offer">What its reader can do about a changed address; null: nothing.</param>
    public sealed record Used(User User, Account Account, RestoreOffer? Offer) : FreezeLinkState;
}

/// <summary>A former mailbox may take its address back.</summary>
/// <param name="Change">The change that is undone.</param>
/// <param name="HolderId">For whom a security key answers: the holder of this link.</param>
/// <param name="State">What the user has: a factor is asked for where there is one.</param>
public sealed record RestoreOffer(EmailChange Change, string HolderId, MfaState State);

/// <summary>Reads what stands behind a link that freezes.</summary>
internal static class ReadFreezeLink
{
    public static async Task<FreezeLinkState> Read(Transaction tx, string token)
    {
        if (
            await tx.Links.Find(TokenDigest.Of(token)) is not { UserId: { } userId, Purpose: LinkPurpose.Freeze } link
            || tx.Now >= link.ExpiresAt
            || await tx.Users.Find(userId) is not { Status: not UserStatus.Removed } user
        )
            return new FreezeLinkState.Gone();
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var former = await Former(tx, link, user);
        var isOpen = link.SpentAt is null;
        // A former mailbox says more than the present one: the present one may be a thief's, who froze the account to open it again.
        if (isOpen && (!user.IsFrozen || (former is not null && user.FrozenFrom is null)))
            return new FreezeLinkState.Open(link, user, account, former);
        return user.MaySignIn
            ? new FreezeLinkState.Gone()
            : new FreezeLinkState.Used(user, account, await Offer(tx, link, user, account, former));
    }

    // To which address it went; of a link from before that was kept, the address that the user had then.
    private static async Task<string?> Former(Transaction tx, OneTimeLink link, User user)
    {
        var address =
            link.MailedTo
            ?? (await tx.EmailChanges.ConfirmedSince(user.Id, link.CreatedAt))
                .Where(change => change.ConfirmedAt > link.CreatedAt)
                .Select(change => CanonicalName.Email(change.FormerEmail))
                .FirstOrDefault();
        return address == user.CanonicalEmail ? null : address;
    }

    private static async Task<RestoreOffer?> Offer(
        Transaction tx,
        OneTimeLink link,
        User user,
        Account account,
        string? former
    ) =>
        former is not null
        && user is { Status: UserStatus.Active, FrozenFrom: not null }
        && EmailChange.UndoneBy(await tx.EmailChanges.ConfirmedSince(user.Id, tx.Now - FreezeLink.Life), former) is { } change
            ? new RestoreOffer(change, link.TokenDigest, await MfaState.Read(tx, user, account))
            : null;
}
