using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Where somebody is signed in, and which browsers stand in for the second factor.</summary>
/// <param name="Running">The newest use first; those that were idle for too long open nothing and are not among them.</param>
/// <param name="Trusted">Those whose trust counts at this moment, the newest first.</param>
/// <param name="State">Of their owner.</param>
public sealed record ListedSessions(IReadOnlyList<Session> Running, IReadOnlyList<BrowserTrust> Trusted, MfaState State);

/// <summary>Lists the sessions and trusted browsers of a user of one's own account (SIGN-9, SIGN-10).</summary>
public sealed class ListSessions(Database database)
{
    /// <summary>Null where the account has no such user, or one who stands above the caller (<see cref="Authority"/>).</summary>
    public Task<ListedSessions?> Of(Caller caller, string userId, CancellationToken cancel) =>
        database.Read(tx => Read(tx, caller, userId), cancel);

    private static async Task<ListedSessions?> Read(Transaction tx, Caller caller, string userId)
    {
        if (
            await tx.Users.FindIn(caller.AccountId!, userId) is not { } user
            || !(user.Id == caller.UserId || Authority.MayHelp(caller, user))
        )
            return null;
        var state = await MfaState.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!);
        var running = await tx.Sessions.Running(userId, tx.Now);
        var trusted = await tx.KnownBrowsers.Trusted(userId, tx.Now);
        return new ListedSessions(
            [.. running.Where(session => session.IsAlive(state.Policy.SessionIdle, tx.Now))],
            [.. trusted.Where(browser => browser.Counts(state.Policy, state.Demand, tx.Now))],
            state
        );
    }
}
