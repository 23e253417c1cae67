using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.Accounts.Others;
using Sallyport.Storage;
using Sallyport.Storage.Tables.Decisions;

namespace Sallyport.Server.Enforcement;

/// <summary>What came of changing what is asked of one user.</summary>
public enum ChangedRequirement
{
    Done,

    /// <summary>It was so already; nothing was written.</summary>
    Unchanged,
    NoSuchUser,

    /// <summary>The permission UPDATE_USER is missing.</summary>
    NotPermitted,

    /// <summary>The user stands above the caller: <see cref="Authority"/>.</summary>
    AboveYou,

    /// <summary>The account's policy lets nobody opt out (<c>userMayOptOut</c>).</summary>
    OptOutClosed,

    /// <summary>An administrator requires it of this user, who does not undo that (MUST-1).</summary>
    SetByAnother,

    /// <summary>The app on trial has not signed in yet: required now, it would lock its owner out (APP-7).</summary>
    TokenNotProved,
}

/// <summary>Changes what is asked of one user beside what is asked of all (MUST-1).</summary>
public sealed class ChangeUserRequirement(Database database)
{
    /// <summary>By an administrator, for a user of the same account. For oneself it is <see cref="ChangeOwn"/>.</summary>
    public Task<ChangedRequirement> Change(Caller caller, string userId, UserRequirement wanted, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
                await ReachUser.ToChange(tx, userId, Permission.UpdateUser) switch
                {
                    Reached.Other or Reached.Oneself => await Act(tx, userId, wanted),
                    Reached.Above => ChangedRequirement.AboveYou,
                    Reached.NotPermitted => ChangedRequirement.NotPermitted,
                    _ => ChangedRequirement.NoSuchUser,
                },
            cancel
        );

    /// <summary>By the user: to require one's own proved app, or to opt out where the account allows it.</summary>
    public Task<ChangedRequirement> ChangeOwn(Caller caller, UserRequirement wanted, CancellationToken cancel) =>
        database.Write(caller, tx => Act(tx, caller.UserId!, wanted), cancel);

    private static async Task<ChangedRequirement> Act(Transaction tx, string userId, UserRequirement wanted)
    {
        if (await tx.Users.Lock(userId) is not { Status: not UserStatus.Removed } user || !await tx.Sessions.CallersIsRunning())
            return ChangedRequirement.NoSuchUser;
        if (user.Requirement == wanted)
            return ChangedRequirement.Unchanged;
        var state = await MfaState.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!);
        if (ReasonToRefuse(user, state, wanted, isOwn: userId == tx.Caller.UserId) is { } refused)
            return refused;
        var isRequired = wanted == UserRequirement.Required;
        // Of whom it is demanded already, and who waits no longer, gets no new time by another way to demand it.
        var days = state.Demand.IsRequired && !state.Demand.IsInGrace(tx.Now) ? 0 : state.Policy.GraceDays;
        var asked = new RequirementOfUser(wanted, tx.Caller.UserId, isRequired ? tx.Now : null, isRequired ? days : null);
        await tx.Users.ChangeRequirement(userId, asked, tx.Now);
        await Settle(tx, user, state);
        await EndApiPassword.IfOver(tx, user, state, user with { Requirement = wanted });
        tx.Audit(
            AuditEvent
                .Of(AuditAction.UserRequirementChanged, user.AccountId, user.Id, user.Login)
                .With("from", Words.Camel(user.Requirement))
                .With("to", Words.Camel(wanted))
        );
        return ChangedRequirement.Done;
    }

    // What ended passwords so far reached this user, or did not, by what was asked of the user then: from now on by something else.
    private static async Task Settle(Transaction tx, User user, MfaState state)
    {
        var rule = (await tx.Installation.Get()).Rule;
        var settledBy = ApiPassword.SettledBy(ProgramsFacts.Of(user), state.Kept.Decision, rule, tx.Now);
        await tx.Users.SettleApiPassword(user.Id, state.PasswordEndedAt, settledBy);
    }

    private static ChangedRequirement? ReasonToRefuse(User user, MfaState state, UserRequirement wanted, bool isOwn)
    {
        if (wanted == UserRequirement.Required)
            return !state.Factors.MfaOn && (isOwn || state.Factors.TrialApps > 0) ? ChangedRequirement.TokenNotProved : null;
        if (isOwn && user.IsRequiredByAnother)
            return ChangedRequirement.SetByAnother;
        // An administrator may take back what was asked of one user; the user alone may not.
        return !state.Policy.UserMayOptOut && (isOwn || wanted == UserRequirement.NotRequired)
            ? ChangedRequirement.OptOutClosed
            : null;
    }
}
