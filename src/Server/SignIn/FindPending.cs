using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;
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

    /// <summary>Behind the address of each of its pages.</summary>
    public string Query => FindPending.QueryOf(Pending.Id);

    /// <summary>For how many days this browser may be trusted; null where it may not.</summary>
    public int? TrustDays => BrowserTrust.IsOffered(Policy, State.Demand) ? Policy.TrustedBrowserDays : null;
}

/// <summary>Finds the half sign-in of a tab: the cookie says which ones this browser has, the address which of them this is.</summary>
public sealed class FindPending(Database database, SessionCookies cookies, Current current)
{
    private const string Step = "step";

    public static string QueryOf(string pendingId) => $"?{Step}={pendingId}";

    /// <summary>Null where there is none, or it ran out. Where the address names none, it is the newest. Also tells the frame whose page it is.</summary>
    public async Task<WaitingSignIn?> Find(HttpContext context)
    {
        if (cookies.PendingTokens(context.Request) is not { Count: > 0 } tokens)
            return null;
        var id = StepOf(context.Request);
        var waiting = await database.Read(tx => Find(tx, tokens, id), context.RequestAborted);
        if (waiting is not null)
            context.Features.Set(new Shell(waiting.Account.Name, waiting.Account.SupportContact, null, []));
        return waiting;
    }

    /// <summary>Where a tab goes whose half sign-in is over: to where it led, where somebody has signed in in another tab; else to the beginning.</summary>
    public async Task<string> Instead(HttpContext context)
    {
        var id = StepOf(context.Request);
        var led = id is null ? null : await database.Read(tx => tx.PendingSignIns.ReturnOf(id), context.RequestAborted);
        if (current.Person is not null)
            return ReturnAddress.OrHome(led);
        return "/sign-in?ended=1" + (led is null or ReturnAddress.Home ? "" : "&returnTo=" + Uri.EscapeDataString(led));
    }

    private static string? StepOf(HttpRequest request) => request.Query[Step] is [{ Length: > 0 and <= 64 } id] ? id : null;

    private static async Task<WaitingSignIn?> Find(Transaction tx, IReadOnlyList<string> tokens, string? id)
    {
        foreach (var token in tokens)
            if (
                await tx.PendingSignIns.Find(TokenDigest.Of(token)) is { } pending
                && (id is null || pending.Id == id)
                && pending.IsOpen(tx.Now)
            )
                return await Of(tx, token, pending);
        return null;
    }

    private static async Task<WaitingSignIn> Of(Transaction tx, string token, PendingSignIn pending)
    {
        var account = (await tx.Accounts.Find(pending.AccountId))!;
        var user = (await tx.Users.Find(pending.UserId))!;
        return new WaitingSignIn(token, pending, user, account, await MfaState.Read(tx, user, account));
    }
}
