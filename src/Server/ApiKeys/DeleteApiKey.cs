using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>Ends a key for good (APIKEY-5). The row stays for the record.</summary>
public sealed class DeleteApiKey(Database database, QueueMail mail)
{
    /// <summary>False where there is no such key, or it is not the caller's to delete.</summary>
    public Task<bool> Delete(Caller caller, string userId, string keyId, CancellationToken cancel) =>
        database.Write(caller, tx => Act(tx, userId, keyId), cancel);

    private async Task<bool> Act(Transaction tx, string userId, string keyId)
    {
        if (await FindKeyOwner.Lock(tx, userId) is not { } owner)
            return false;
        var key = await tx.ApiKeys.FindIn(owner.AccountId, keyId);
        if (key is null || key.UserId != owner.Id || !await tx.ApiKeys.Delete(key.Number, tx.Now))
            return false;
        tx.Audit(
            AuditEvent
                .Of(AuditAction.ApiKeyDeleted, owner.AccountId, owner.Id, owner.Login)
                .With("key", key.Id)
                .With("description", key.Description)
        );
        var account = (await tx.Accounts.Find(owner.AccountId))!;
        await mail.Queue(tx, MailKind.ApiKeyDeleted, owner, account, KeyFacts.Of(tx, key));
        return true;
    }
}
