using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Others;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Emails;

/// <summary>What came of taking a change of address back.</summary>
public enum CancelledEmailChange
{
    Done,

    /// <summary>None waits; or no such user in the caller's account, or the permission UPDATE_USER is missing.</summary>
    NotFound,
    AboveYou,
}

/// <summary>Takes back a change of address that still waits for the new one.</summary>
public sealed class CancelEmailChange(Database database)
{
    /// <summary>By an administrator, who may be the user.</summary>
    public Task<CancelledEmailChange> Cancel(Caller caller, string userId, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
            {
                var reached = await ReachUser.ToChange(tx, userId, Permission.UpdateUser);
                return reached.Whom is { } user ? await Act(tx, user)
                    : reached is Reached.Above ? CancelledEmailChange.AboveYou
                    : CancelledEmailChange.NotFound;
            },
            cancel
        );

    /// <summary>By the user, whoever asked for it.</summary>
    public Task<CancelledEmailChange> CancelOwn(Caller caller, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
                await tx.Users.Lock(caller.UserId!) is { } user && await AsAdministrator.StillCounts(tx)
                    ? await Act(tx, user)
                    : CancelledEmailChange.NotFound,
            cancel
        );

    private static async Task<CancelledEmailChange> Act(Transaction tx, User user)
    {
        if (await tx.Links.EndForEmail(user.Id, tx.Now) == 0)
            return CancelledEmailChange.NotFound;
        tx.Audit(AuditEvent.Of(AuditAction.EmailChangeCancelled, user.AccountId, user.Id, user.Login));
        return CancelledEmailChange.Done;
    }
}
