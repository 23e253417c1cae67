using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>A half sign-in that waits in this browser.</summary>
/// <param name="Token">Of its cookie.</param>
/// <param name="Pending">The half sign-in itself.</param>
/// <param name="User">Who gave a right password.</param>
/// <param name="Account">The user's.</param>
/// <param name="State">What the user has, and what is asked of the user.</param>
public sealed record WaitingSignIn(string Token, PendingSignIn Pending, User User, Account Account, MfaState State)
{
    public Policy Policy => State.Policy;

    /// <summary>For how many days this browser may be trusted; null where it may not.</summary>
    public int? TrustDays => BrowserTrust.IsOffered(Policy, State.Demand) ? Policy.TrustedBrowserDays : null;
}

/// <summary>Finds the half sign-in of a browser by its cookie.</summary>
public sealed class FindPending(Database database, SessionCookies cookies)
{
    /// <summary>Null where there is none, or it ran out. Also tells the frame whose page it is.</summary>
    public async Task<WaitingSignIn?> Find(HttpContext context)
    {
        if (cookies.PendingToken(context.Request) is not { Length: > 0 and <= 64 } token)
            return null;
        var waiting = await database.Read(tx => Find(tx, token), context.RequestAborted);
        if (waiting is not null)
            context.Features.Set(new Shell(waiting.Account.Name, waiting.Account.SupportContact, null, []));
        return waiting;
    }

    private static async Task<WaitingSignIn?> Find(Transaction tx, string token)
    {
        if (await tx.PendingSignIns.Find(TokenDigest.Of(token)) is not { } pending || !pending.IsOpen(tx.Now))
            return null;
        var account = (await tx.Accounts.Find(pending.AccountId))!;
        var user = (await tx.Users.Find(pending.UserId))!;
        return new WaitingSignIn(token, pending, user, account, await MfaState.Read(tx, user, account));
    }
}
