using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables;

/// <summary>All kinds of factors of a user together.</summary>
public sealed class FactorTable(Transaction tx)
{
    /// <summary>Of the user <c>users</c>.</summary>
    internal const string Counts = """
        (SELECT COUNT(*) FROM authenticator_apps WHERE user_id = users.id AND proved_at IS NOT NULL) AS apps,
            (SELECT COUNT(*) FROM authenticator_apps WHERE user_id = users.id AND proved_at IS NULL) AS trial_apps,
            (SELECT COUNT(*) FROM security_keys WHERE user_id = users.id) AS security_keys
        """;

    public async Task<Factors> Of(string userId) =>
        (await tx.One<FactorRow>($"SELECT {Counts} FROM users WHERE id = @userId", new { userId }))!.Factors;

    /// <summary>
    /// Notes that the user has factors at this moment, before one of them is taken away: whoever had one since a requirement began has no time to wait any more
    /// (MUST-8). Nothing where there is none.
    /// </summary>
    internal Task<int> Note(string userId) =>
        tx.Execute(
            """
            UPDATE users SET factor_seen_at = @Now,
                key_seen_at = CASE WHEN EXISTS (SELECT 1 FROM security_keys k WHERE k.user_id = users.id) THEN @Now ELSE key_seen_at END
            WHERE id = @userId
              AND (EXISTS (SELECT 1 FROM security_keys k WHERE k.user_id = users.id)
                   OR EXISTS (SELECT 1 FROM authenticator_apps a WHERE a.user_id = users.id AND a.proved_at IS NOT NULL))
            """,
            new { userId, tx.Now }
        );

    /// <summary>Takes away every factor, every set-up, every recovery code and every trusted browser. How many factors there were is the answer.</summary>
    public async Task<int> RemoveAll(string userId)
    {
        await Note(userId);
        await tx.AppSetups.CancelOf(userId);
        await tx.Recovery.RemoveAll(userId);
        await tx.KnownBrowsers.EndTrust(userId);
        var apps = await tx.Execute("DELETE FROM authenticator_apps WHERE user_id = @userId", new { userId });
        return apps + await tx.Execute("DELETE FROM security_keys WHERE user_id = @userId", new { userId });
    }
}

internal sealed class FactorRow
{
    public int Apps { get; init; }
    public int TrialApps { get; init; }
    public int SecurityKeys { get; init; }

    public Factors Factors => new(Apps, TrialApps, SecurityKeys);
}
