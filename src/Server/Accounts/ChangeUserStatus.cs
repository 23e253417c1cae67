using System.Diagnostics;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Others;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of changing a user's status.</summary>
public enum ChangedStatus
{
    Done,

    /// <summary>It was so already; nothing was written.</summary>
    Unchanged,

    /// <summary>No such user in the caller's account, a removed one, or the permission is missing.</summary>
    NotFound,

    /// <summary>Nobody shuts oneself out: that is for another administrator.</summary>
    Oneself,
    LastAdministrator,
    AboveYou,

    /// <summary>Whoever is shut out is let in again in person alone (<see cref="Caller.IsInPerson"/>).</summary>
    SessionNeeded,
}

/// <summary>Deactivates, locks, removes, and brings back (ADMIN-1). Whoever is not active is out at once (SIGN-13).</summary>
public sealed class ChangeUserStatus(Database database)
{
    public async Task<ChangedStatus> Change(Caller caller, string userId, UserStatus wanted, CancellationToken cancel) =>
        await database.Write(caller, tx => Change(tx, userId, wanted), cancel);

    private static async Task<ChangedStatus> Change(Transaction tx, string userId, UserStatus wanted)
    {
        // A removed user does not come back: both names may be somebody else's by now.
        var reached = await Reach(tx, userId, wanted);
        if (reached is not Reached.Other { User: var user })
            return reached switch
            {
                Reached.Oneself => ChangedStatus.Oneself,
                Reached.Above => ChangedStatus.AboveYou,
                _ => ChangedStatus.NotFound,
            };
        if (user.StatusWord == Words.Camel(wanted))
            return ChangedStatus.Unchanged;
        // A stolen key must not undo what shut its thief out, nor a freeze.
        if (wanted == UserStatus.Active && !tx.Caller.IsInPerson)
            return ChangedStatus.SessionNeeded;
        if (wanted != UserStatus.Active && await LastAdministrator.Is(tx, user))
            return ChangedStatus.LastAdministrator;
        await tx.Users.ChangeStatus(userId, wanted, tx.Now);
        await Report(tx, user, wanted, wanted == UserStatus.Active ? 0 : await ShutOut(tx, userId));
        return ChangedStatus.Done;
    }

    // To unlock somebody is help: the lock, or the freeze, was no judgement on what the user may do.
    private static Task<Reached> Reach(Transaction tx, string userId, UserStatus wanted) =>
        ReachUser.To(
            tx,
            userId,
            wanted == UserStatus.Removed ? Permission.RemoveUser : Permission.UpdateUser,
            (caller, user) =>
                wanted == UserStatus.Active && user.IsUnlockable
                    ? Authority.MayHelp(caller, user)
                    : Authority.Covers(caller, user)
        );

    // Keys and factors of whoever is locked or deactivated open nothing and come back with their user; those of a removed user are deleted. A
    // security key is then nobody's, and can be somebody else's.
    private static async Task Report(Transaction tx, User user, UserStatus wanted, int sessionsEnded)
    {
        var what = AuditEvent
            .Of(ActionOf(wanted), user.AccountId, user.Id, user.Login)
            .With("from", user.StatusWord)
            .With("sessionsEnded", $"{sessionsEnded}");
        if (wanted == UserStatus.Removed)
            what = what.With("keysDeleted", $"{await tx.ApiKeys.DeleteOf(user.Id, tx.Now)}")
                .With("factorsDeleted", $"{await tx.Factors.RemoveAll(user.Id)}");
        tx.Audit(what);
    }

    private static async Task<int> ShutOut(Transaction tx, string userId)
    {
        await tx.PendingSignIns.EndOf(userId, tx.Now);
        await tx.Links.EndOf(userId, tx.Now);
        await tx.AppSetups.CancelOf(userId);
        await tx.KnownBrowsers.EndTrust(userId);
        return await tx.Sessions.EndOthers(userId, butId: null, tx.Now);
    }

    private static AuditAction ActionOf(UserStatus wanted) =>
        wanted switch
        {
            UserStatus.Active => AuditAction.UserReactivated,
            UserStatus.Locked => AuditAction.UserLocked,
            UserStatus.Deactivated => AuditAction.UserDeactivated,
            UserStatus.Removed => AuditAction.UserRemoved,
            _ => throw new UnreachableException("The enum has no other value."),
        };
}
