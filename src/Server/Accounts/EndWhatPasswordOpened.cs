using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>A changed password ends everything that the old one had opened (ALWAYS-9, SIGN-10): sessions, sign-ins half way, mailed links, trusted browsers.</summary>
public static class EndWhatPasswordOpened
{
    /// <param name="tx">The transaction that changes the password.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="butSession">The session that changed it; null where none did.</param>
    /// <returns>How many sessions ended.</returns>
    public static async Task<int> End(Transaction tx, string userId, string? butSession)
    {
        await tx.PendingSignIns.EndOf(userId, tx.Now);
        await tx.AppSetups.CancelOf(userId);
        await tx.Links.EndOf(userId, tx.Now);
        await tx.KnownBrowsers.EndTrust(userId);
        return await tx.Sessions.EndOthers(userId, butSession, tx.Now);
    }
}
