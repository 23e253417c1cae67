using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Accounts.Others;
using Sallyport.Storage;

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
        await tx.Users.ChangeRequirement(userId, wanted, tx.Caller.UserId, isRequired ? tx.Now : null, tx.Now);
        await EndApiPassword.IfOver(tx, user, state, user with { Requirement = wanted });
        // Somebody of whom it was demanded before gets no new time by another way to demand it.
        if (isRequired && !state.Demand.IsRequired && state.Policy.GraceDays > 0)
            await tx.Users.StartGraceOf(userId, tx.Now.AddDays(state.Policy.GraceDays));
        tx.Audit(
            AuditEvent
                .Of(AuditAction.UserRequirementChanged, user.AccountId, user.Id, user.Login)
                .With("from", Words.Camel(user.Requirement))
                .With("to", Words.Camel(wanted))
        );
        return ChangedRequirement.Done;
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
