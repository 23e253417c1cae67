using Sallyport.Core.Accounts;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>Whose app it is, with what the account asks of that person at this moment.</summary>
/// <param name="User">The owner.</param>
/// <param name="Account">The owner's.</param>
/// <param name="State">Factors, demand and policy.</param>
/// <param name="IsCaller">The owner asks; else an administrator does, for the owner (<c>enrolForOthers</c>).</param>
public sealed record AppOwner(User User, Account Account, MfaState State, bool IsCaller)
{
    /// <summary>More apps would be more codes that are right at one moment, for a guesser too.</summary>
    public const int MostApps = 5;

    public Policy Policy => State.Policy;

    /// <summary>An app counts only after its first code; on trial it is handed out first (APP-7). Who is required is never on trial.</summary>
    public bool MustVerify => Policy.AppActivation == AppActivation.Verified || State.Demand.IsRequired;

    public bool MayHaveApp => Policy.Methods.Contains(Method.App);

    /// <summary>The owner, if the caller may set up an app for that user; nobody learns of users that are not theirs.</summary>
    public static async Task<AppOwner?> Find(Transaction tx, Caller caller, string userId) =>
        Admit(caller, await Read(tx, caller, await tx.Users.Find(userId)));

    /// <summary>The same, with the user's row locked: what is decided over the factors holds. Nobody, when the caller's session was ended while a hash was computed.</summary>
    public static async Task<AppOwner?> Lock(Transaction tx, string userId)
    {
        var user = await tx.Users.Lock(userId);
        return await tx.Sessions.CallersIsRunning() ? Admit(tx.Caller, await Read(tx, tx.Caller, user)) : null;
    }

    /// <summary>What the app is told: whose portal it is, and the name by which the person signs in.</summary>
    public SetupKey KeyOf(Secret seed) => new(Account.Issuer, SignInName, seed);

    /// <summary>What goes with every change of a factor (SIGN-9, SIGN-10). How many sessions ended is the answer.</summary>
    public async Task<int> EndWhatItOpened(Transaction tx)
    {
        await tx.KnownBrowsers.EndTrust(User.Id);
        await tx.PendingSignIns.EndOf(User.Id, tx.Now);
        // Guesses were at what was there before.
        await tx.Throttles.ResetOf(AttemptKind.SecondFactor, User.Id);
        return await tx.Sessions.EndOthers(User.Id, IsCaller ? tx.Caller.SessionId : null, tx.Now);
    }

    private string SignInName =>
        Policy.LoginName switch
        {
            LoginName.Email => User.Email,
            LoginName.Login => User.Login,
            LoginName.HandleLogin => $"{Account.Handle}/{User.Login}",
        };

    private static async Task<AppOwner?> Read(Transaction tx, Caller caller, User? user)
    {
        if (user is null || user.AccountId != caller.AccountId || user.Status == UserStatus.Removed)
            return null;
        var account = (await tx.Accounts.Find(user.AccountId))!;
        return new AppOwner(user, account, await MfaState.Read(tx, user, account), user.Id == caller.UserId);
    }

    // Nobody sets up a way in for somebody who may do more than they do themselves (ADMIN-4).
    private static AppOwner? Admit(Caller caller, AppOwner? owner) =>
        owner is null || owner.IsCaller ? owner
        : owner.Policy.EnrolForOthers && caller.May(Permission.UpdateUser) && Authority.Covers(caller, owner.User) ? owner
        : null;
}
