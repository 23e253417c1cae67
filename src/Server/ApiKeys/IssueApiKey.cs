using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>What came of asking for a key.</summary>
public abstract record IssuedApiKey
{
    private IssuedApiKey() { }

    /// <param name="Key">As it is kept.</param>
    /// <param name="Text">In the clear, for this one answer.</param>
    public sealed record Done(ApiKey Key, Secret Text) : IssuedApiKey;

    /// <summary>The same form or request made it before: the text was shown then, and is shown no more.</summary>
    public sealed record AlreadyShown(ApiKey Key) : IssuedApiKey;

    public sealed record Refused(IReadOnlyList<NewKeyFault> Faults) : IssuedApiKey;

    /// <summary>The account's policy, or the user's status, leaves this to somebody else or to nobody.</summary>
    public sealed record NotByYou : IssuedApiKey;

    public sealed record NotFound : IssuedApiKey;
}

/// <summary>Gives a user a key (APIKEY-1 to APIKEY-3).</summary>
public sealed class IssueApiKey(Database database, KeyMint mint, QueueMail mail, Settings settings, TimeProvider clock)
{
    /// <summary>What a key of this installation may open.</summary>
    public IReadOnlyList<string> Accesses => [.. KeyAccess.BuiltIn, .. settings.KeyAccesses];

    public async Task<IssuedApiKey> Issue(Caller caller, string userId, NewApiKey wanted, CancellationToken cancel)
    {
        var faults = wanted.Faults(Accesses, clock.GetUtcNow());
        var minted = await mint.Mint(cancel);
        return await database.Write(caller, tx => Act(tx, userId, wanted, faults, minted), cancel);
    }

    private async Task<IssuedApiKey> Act(
        Transaction tx,
        string userId,
        NewApiKey wanted,
        IReadOnlyList<NewKeyFault> faults,
        MintedKey minted
    )
    {
        if (await FindKeyOwner.Lock(tx, userId) is not { } owner)
            return new IssuedApiKey.NotFound();
        var policy = (await tx.Policies.Of(owner.AccountId)).Policy;
        if (!KeyRight.MayMake(tx.Caller, owner, policy.ApiKeysBy))
            return new IssuedApiKey.NotByYou();
        var key = KeyOf(tx, owner, wanted, minted);
        if (await tx.ApiKeys.FindAsked(key.AskedBy) is { } former)
            return new IssuedApiKey.AlreadyShown(former);
        if (faults.Count > 0)
            return new IssuedApiKey.Refused(faults);
        if (!await tx.ApiKeys.Add(key))
            return new IssuedApiKey.AlreadyShown((await tx.ApiKeys.FindAsked(key.AskedBy))!);
        await Report(tx, owner, key, await tx.Users.EndApiPassword(owner.Id, tx.Now) == 1);
        return new IssuedApiKey.Done(key, minted.Text);
    }

    private static ApiKey KeyOf(Transaction tx, User owner, NewApiKey wanted, MintedKey minted) =>
        new()
        {
            Number = KeyId.Of(minted.Digest),
            UserId = owner.Id,
            AccountId = owner.AccountId,
            Description = wanted.Description.Trim(),
            Accesses = string.Join(',', wanted.Accesses.Distinct(StringComparer.Ordinal)),
            Permissions = string.Join(',', wanted.Permissions.Distinct(StringComparer.Ordinal)),
            Addresses = wanted.Addresses.Trim(),
            Digest = minted.Digest,
            Hint = minted.Hint,
            // One person's form is not another's: nobody makes somebody else's request look answered.
            AskedBy = $"{owner.Id} {tx.Caller.UserId ?? tx.Caller.Origin.RequestId} {wanted.AskedBy}",
            CreatedBy = tx.Caller.Name,
            CreatedAt = tx.Now,
            ExpiresAt = wanted.ExpiresAt,
        };

    private async Task Report(Transaction tx, User owner, ApiKey key, bool isFirst)
    {
        tx.Audit(
            AuditEvent
                .Of(AuditAction.ApiKeyCreated, owner.AccountId, owner.Id, owner.Login)
                .With("key", key.Id)
                .With("description", key.Description)
                .With("accesses", key.Accesses)
                .With("permissions", key.Permissions)
                .With("addresses", key.Addresses)
                .With("expires", LocalTime.Machine(key.ExpiresAt))
                .With("first", isFirst ? "yes" : "no")
        );
        var account = (await tx.Accounts.Find(owner.AccountId))!;
        await mail.Queue(tx, MailKind.ApiKeyCreated, owner, account, KeyFacts.Of(tx, key) with { Until = key.ExpiresAt });
    }
}
