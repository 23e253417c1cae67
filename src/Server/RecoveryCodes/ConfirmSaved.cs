using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>The person says that the codes are saved. Who never does is offered a new set at the next sign-in (RECOV-2).</summary>
public sealed class ConfirmSaved(Database database)
{
    public Task Confirm(Caller caller, CancellationToken cancel) => database.Write(caller, Mark, cancel);

    /// <summary>In the transaction of whoever handed them out.</summary>
    public static async Task MarkOf(Transaction tx, string userId, string login, string? accountId)
    {
        if (await tx.Recovery.MarkSaved(userId, tx.Now) > 0)
            tx.Audit(AuditEvent.Of(AuditAction.RecoveryCodesSaved, accountId, userId, login));
    }

    private static Task Mark(Transaction tx) => MarkOf(tx, tx.Caller.UserId!, tx.Caller.Name, tx.Caller.AccountId);
}
