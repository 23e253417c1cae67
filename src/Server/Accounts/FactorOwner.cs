using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>Whose factors they are, with what the account asks of that person at this moment.</summary>
/// <param name="User">The owner.</param>
/// <param name="Account">The owner's.</param>
/// <param name="State">Factors, demand and policy.</param>
/// <param name="IsCaller">The owner asks; else an administrator does, for the owner (<c>enrolForOthers</c>).</param>
public sealed record FactorOwner(User User, Account Account, MfaState State, bool IsCaller)
{
    public Policy Policy => State.Policy;

    /// <summary>By what the person signs in: what apps and keys show.</summary>
    public string SignInName =>
        Policy.LoginName switch
        {
            LoginName.Email => User.Email,
            LoginName.Login => User.Login,
            LoginName.HandleLogin => $"{Account.Handle}/{User.Login}",
        };

    public bool MayHave(Method method) => Policy.Methods.Contains(method);

    /// <summary>The owner, if the caller may set up a factor for that user; nobody learns of users that are not theirs.</summary>
    public static async Task<FactorOwner?> Find(Transaction tx, Caller caller, string userId) =>
        Admit(caller, await Read(tx, caller, await tx.Users.Find(userId)));

    /// <summary>The same, with the user's row locked: what is decided over the factors holds. Nobody, when the caller's session was ended, or an administrator demoted, while a hash was computed.</summary>
    public static async Task<FactorOwner?> Lock(Transaction tx, string userId)
    {
        // An administrator's account is locked before any user is.
        if (userId != tx.Caller.UserId && !await AsAdministrator.StillMay(tx, Permission.UpdateUser))
            return null;
        var user = await tx.Users.Lock(userId);
        return await tx.Sessions.CallersIsRunning() ? Admit(tx.Caller, await Read(tx, tx.Caller, user)) : null;
    }

    /// <summary>What goes with every change of a factor (SIGN-9, SIGN-10). How many sessions ended is the answer.</summary>
    public async Task<int> EndWhatItOpened(Transaction tx)
    {
        await EndApiPassword.IfOver(tx, User, State, User);
        await tx.KnownBrowsers.EndTrust(User.Id);
        await tx.PendingSignIns.EndOf(User.Id, tx.Now);
        // Guesses were at what was there before.
        await tx.Throttles.ResetOf(AttemptKind.SecondFactor, User.Id);
        return await tx.Sessions.EndOthers(User.Id, IsCaller ? tx.Caller.SessionId : null, tx.Now);
    }

    /// <summary>Setting up a factor was a fresh proof of it, and whatever the owner's session had to do first is done.</summary>
    /// <returns>The session's new secret, for <see cref="RaiseSession.Give"/>; null where an administrator set the factor up.</returns>
    public async Task<string?> FreeSession(Transaction tx)
    {
        if (!IsCaller)
            return null;
        // Where a key is demanded, an app frees nobody (MUST-12).
        if (!State.Demand.WantsKey(tx.Now) || (await tx.Factors.Of(User.Id)).SecurityKeys > State.Factors.SecurityKeys)
            await tx.Sessions.ChangeEnrolment(tx.Caller.SessionId!, SessionEnrolment.ByPolicy);
        return await RaiseSession.Proved(tx);
    }

    private static async Task<FactorOwner?> Read(Transaction tx, Caller caller, User? user)
    {
        if (user is null || user.AccountId != caller.AccountId || user.Status == UserStatus.Removed)
            return null;
        var account = (await tx.Accounts.Find(user.AccountId))!;
        return new FactorOwner(user, account, await MfaState.Read(tx, user, account), user.Id == caller.UserId);
    }

    // Nobody sets up a way in for somebody who may do more than they do themselves (ADMIN-4).
    private static FactorOwner? Admit(Caller caller, FactorOwner? owner) =>
        owner is null || owner.IsCaller ? owner
        : owner.Policy.EnrolForOthers && caller.May(Permission.UpdateUser) && Authority.Covers(caller, owner.User) ? owner
        : null;
}
