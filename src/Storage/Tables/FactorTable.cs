using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables;

/// <summary>All kinds of factors of a user together.</summary>
public sealed class FactorTable(Transaction tx)
{
    public async Task<Factors> Of(string userId)
    {
        var row = await tx.One<Row>(
            """
            SELECT
                (SELECT COUNT(*) FROM authenticator_apps WHERE user_id = @userId AND proved_at IS NOT NULL) AS apps,
                (SELECT COUNT(*) FROM authenticator_apps WHERE user_id = @userId AND proved_at IS NULL) AS trial_apps,
                (SELECT COUNT(*) FROM security_keys WHERE user_id = @userId) AS security_keys
            """,
            new { userId }
        );
        return new Factors(row!.Apps, row.TrialApps, row.SecurityKeys);
    }

    /// <summary>Takes away every factor, every set-up, every recovery code and every trusted browser. How many factors there were is the answer.</summary>
    public async Task<int> RemoveAll(string userId)
    {
        await tx.AppSetups.CancelOf(userId);
        await tx.Recovery.RemoveAll(userId);
        await tx.KnownBrowsers.EndTrust(userId);
        var apps = await tx.Execute("DELETE FROM authenticator_apps WHERE user_id = @userId", new { userId });
        return apps + await tx.Execute("DELETE FROM security_keys WHERE user_id = @userId", new { userId });
    }

    private sealed class Row
    {
        public int Apps { get; init; }
        public int TrialApps { get; init; }
        public int SecurityKeys { get; init; }
    }
}
