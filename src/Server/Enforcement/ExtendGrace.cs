using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Accounts.Others;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>What came of giving somebody more time.</summary>
public enum ExtendedGrace
{
    Done,

    /// <summary>No such user in the caller's account, or the permission UPDATE_USER is missing.</summary>
    NotFound,

    /// <summary>More time for oneself is for another administrator to give.</summary>
    Oneself,

    /// <summary>The user has power that the caller has not (<see cref="Authority.MayHelp"/>).</summary>
    AboveYou,
    ReasonMissing,
    DaysOutOfRange,

    /// <summary>There is no time that runs, or it ends later already.</summary>
    NothingToExtend,
}

/// <summary>Gives one user more time to enrol, with a reason that stays in the audit trail (MUST-8).</summary>
public sealed class ExtendGrace(Database database)
{
    /// <summary>As long as an account can grant at once.</summary>
    public const int MostDays = 90;

    /// <param name="caller">An administrator of the user's account.</param>
    /// <param name="userId">Whose time.</param>
    /// <param name="days">From now on.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<ExtendedGrace> Extend(Caller caller, string userId, int days, string reason, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(reason))
            return ExtendedGrace.ReasonMissing;
        if (days is < 1 or > MostDays)
            return ExtendedGrace.DaysOutOfRange;
        return await database.Write(caller, tx => Act(tx, userId, days, reason.Trim()), cancel);
    }

    private static async Task<ExtendedGrace> Act(Transaction tx, string userId, int days, string reason)
    {
        var reached = await ReachUser.ToHelp(tx, userId, Permission.UpdateUser);
        if (reached is not Reached.Other { User: var user })
            return reached switch
            {
                Reached.Oneself => ExtendedGrace.Oneself,
                Reached.Above => ExtendedGrace.AboveYou,
                _ => ExtendedGrace.NotFound,
            };
        var end = tx.Now.AddDays(days);
        var state = await MfaState.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!);
        // Where no time was given there is none to lengthen. The account is locked: nobody else lengthens it, and no other decision comes.
        if (state.Demand.GraceEndsAt is not { } ends || ends >= end)
            return ExtendedGrace.NothingToExtend;
        await tx.Users.ExtendGrace(userId, end, tx.Now);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.GraceExtended, user.AccountId, user.Id, user.Login)
                .With("until", $"{end:O}")
                .With("why", reason)
        );
        return ExtendedGrace.Done;
    }
}
