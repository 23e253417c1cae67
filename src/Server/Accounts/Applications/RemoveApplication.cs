using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Applications;

/// <summary>Takes an application away. Nobody is returned there any more, and what sessions had opened there is closed (ALWAYS-9).</summary>
public sealed class RemoveApplication(Database database)
{
    /// <summary>False when the account has no such application, or it is not the caller's to remove.</summary>
    public Task<bool> Remove(Caller caller, string accountId, string id, CancellationToken cancel) =>
        database.Write(caller, tx => Remove(tx, accountId, id), cancel);

    private static async Task<bool> Remove(Transaction tx, string accountId, string id)
    {
        if (
            !await AsOperator.StillMay(tx, accountId)
            || await tx.Applications.FindIn(accountId, id) is not { } application
            || await tx.Applications.Remove(application) == 0
        )
            return false;
        tx.Audit(AuditEvent.Of(AuditAction.ApplicationRemoved, accountId, application.Id, application.Address));
        return true;
    }
}
