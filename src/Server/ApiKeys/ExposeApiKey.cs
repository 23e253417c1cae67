using Sallyport.Core.ApiKeys;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>Ends a key that others may have read, and tells whose it is (APIKEY-10). Whoever has its text may do so: what could be worse has happened.</summary>
public sealed class ExposeApiKey(Database database, KeyMint mint, QueueMail mail)
{
    /// <summary>False where it opened nothing any more, or never did. Callers keep that to themselves: it would tell guessers of keys.</summary>
    public async Task<bool> Expose(Caller caller, Secret text, CancellationToken cancel)
    {
        var die = await mint.Die(cancel);
        var key = text.WithoutScheme();
        if (!ApiKeyText.IsWellFormed(key.Reveal(), die.Name))
            return false;
        var digest = ApiKeyDigest.Of(key, die.Pepper);
        // Nobody's costs a look and no turn at the writers' door.
        return await database.Read(tx => tx.KnownKeys.Find(digest), cancel) is { DeletedAt: null }
            && await database.Write(caller, tx => Act(tx, digest), cancel);
    }

    private async Task<bool> Act(Transaction tx, byte[] digest)
    {
        if (await tx.KnownKeys.Find(digest) is not { } known || await tx.Users.Lock(known.UserId) is not { } owner)
            return false;
        // The text before a rotation, after its overlap: it is no secret any more.
        if (!digest.AsSpan().SequenceEqual(known.Digest) && known.FormerEndsAt <= tx.Now)
            return false;
        var key = await tx.ApiKeys.FindIn(owner.AccountId, KeyId.Write(known.Number));
        if (key is null || !await tx.ApiKeys.Delete(key.Number, tx.Now))
            return false;
        tx.Audit(
            AuditEvent
                .Of(AuditAction.ApiKeyExposed, owner.AccountId, owner.Id, owner.Login)
                .With("key", key.Id)
                .With("description", key.Description)
        );
        var account = (await tx.Accounts.Find(owner.AccountId))!;
        await mail.Queue(tx, MailKind.ApiKeyExposed, owner, account, KeyFacts.Of(tx, key));
        return true;
    }
}
