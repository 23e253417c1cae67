using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>What came of asking for a new text for a key.</summary>
public abstract record RotatedApiKey
{
    private RotatedApiKey() { }

    /// <param name="Key">As it was before.</param>
    /// <param name="Text">In the clear, for this one answer.</param>
    /// <param name="FormerEndsAt">Until then the text before works too.</param>
    public sealed record Done(ApiKey Key, Secret Text, DateTimeOffset FormerEndsAt) : RotatedApiKey;

    /// <summary>It has another text by now: the same form came twice, or somebody else was first.</summary>
    public sealed record AlreadyDone : RotatedApiKey;

    public sealed record NotByYou : RotatedApiKey;

    public sealed record NotFound : RotatedApiKey;
}

/// <summary>Gives a key a new text; the one before works on for a chosen time (APIKEY-9).</summary>
public sealed class RotateApiKey(Database database, KeyMint mint, QueueMail mail)
{
    /// <summary>What people may choose. Longer, and nobody remembers that two texts work.</summary>
    public static IReadOnlyList<TimeSpan> Overlaps { get; } =
    [TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromHours(24), TimeSpan.FromDays(7)];

    /// <param name="caller">Who may make keys of this user.</param>
    /// <param name="userId">Whose key.</param>
    /// <param name="keyId">Which.</param>
    /// <param name="seenHint">The hint that the caller saw: a form that comes twice renews once.</param>
    /// <param name="overlap">One of <see cref="Overlaps"/>.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<RotatedApiKey> Rotate(
        Caller caller,
        string userId,
        string keyId,
        string seenHint,
        TimeSpan overlap,
        CancellationToken cancel
    )
    {
        if (!Overlaps.Contains(overlap))
            return new RotatedApiKey.NotFound();
        var minted = await mint.Mint(cancel);
        return await database.Write(caller, tx => Act(tx, userId, keyId, seenHint, overlap, minted), cancel);
    }

    private async Task<RotatedApiKey> Act(
        Transaction tx,
        string userId,
        string keyId,
        string seenHint,
        TimeSpan overlap,
        MintedKey minted
    )
    {
        if (
            await FindKeyOwner.Lock(tx, userId) is not { } owner
            || await tx.ApiKeys.FindIn(owner.AccountId, keyId) is not { } key
            || key.UserId != owner.Id
        )
            return new RotatedApiKey.NotFound();
        var policy = (await tx.Policies.Of(owner.AccountId)).Policy;
        if (!KeyRight.MayMake(tx.Caller, owner, policy.ApiKeysBy))
            return new RotatedApiKey.NotByYou();
        if (key.Hint != seenHint || !await tx.ApiKeys.Rotate(key, minted.Digest, minted.Hint, tx.Now + overlap, tx.Now))
            return new RotatedApiKey.AlreadyDone();
        await Report(tx, owner, key with { Hint = minted.Hint }, tx.Now + overlap);
        return new RotatedApiKey.Done(key, minted.Text, tx.Now + overlap);
    }

    private async Task Report(Transaction tx, User owner, ApiKey key, DateTimeOffset formerEndsAt)
    {
        tx.Audit(
            AuditEvent
                .Of(AuditAction.ApiKeyRotated, owner.AccountId, owner.Id, owner.Login)
                .With("key", key.Id)
                .With("description", key.Description)
                .With("formerEnds", LocalTime.Machine(formerEndsAt))
        );
        var account = (await tx.Accounts.Find(owner.AccountId))!;
        await mail.Queue(tx, MailKind.ApiKeyRotated, owner, account, KeyFacts.Of(tx, key) with { Until = formerEndsAt });
    }
}
