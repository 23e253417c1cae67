using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>The person says that the codes are saved. Who never does is offered a new set at the next sign-in (RECOV-2).</summary>
public sealed class ConfirmSaved(Database database)
{
    /// <param name="caller">Whose.</param>
    /// <param name="shown">Which sets the person saw (<see cref="ShownCodes.Ids"/>); empty: those that there are.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>False: those that the person saw work no more, and nothing was marked.</returns>
    public Task<bool> Confirm(Caller caller, string shown, CancellationToken cancel) =>
        database.Write(caller, tx => Mark(tx, HandOutCodes.Split(shown)), cancel);

    /// <summary>In the transaction of whoever handed them out.</summary>
    public static async Task MarkOf(Transaction tx, string userId, string login, string? accountId)
    {
        if (await tx.Recovery.MarkSaved(userId, tx.Now) > 0)
            tx.Audit(AuditEvent.Of(AuditAction.RecoveryCodesSaved, accountId, userId, login));
    }

    private static async Task<bool> Mark(Transaction tx, IReadOnlyList<string> shown)
    {
        // Locked: nobody makes new ones between the look and the mark.
        var user = (await tx.Users.Lock(tx.Caller.UserId!))!;
        var active = await tx.Recovery.ActiveSets(user.Id);
        if (!shown.All(id => active.Any(set => set.Id == id)))
            return false;
        await MarkOf(tx, user.Id, user.Login, user.AccountId);
        return true;
    }
}
