using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Ends one's own trust in a browser: from then on it is asked for the second factor again.</summary>
public sealed class EndTrust(Database database)
{
    /// <summary>False where the person does not trust such a browser. Sessions that the trust had opened end with it (ALWAYS-9), this one aside.</summary>
    public Task<bool> End(Caller caller, string browserId, CancellationToken cancel) =>
        database.Write(caller, tx => End(tx, browserId), cancel);

    private static async Task<bool> End(Transaction tx, string browserId)
    {
        var user = (await tx.Users.Lock(tx.Caller.UserId!))!;
        var trust = await tx.KnownBrowsers.TrustIn(browserId, user.Id);
        if (trust is null || !await tx.Sessions.CallersIsRunning())
            return false;
        // Also one that is over: by a clock that may be wrong.
        await tx.KnownBrowsers.EndTrustIn(browserId, user.Id);
        if (tx.Now >= trust.Until)
            return false;
        var ended = await tx.Sessions.EndTrusted(user.Id, browserId, tx.Caller.SessionId!, tx.Now);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.BrowserTrustEnded, user.AccountId, user.Id, user.Login)
                .With("browser", trust.UserAgent)
                .With("sessionsEnded", $"{ended}")
        );
        return true;
    }
}
