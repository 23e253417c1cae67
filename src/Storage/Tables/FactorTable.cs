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

    /// <summary>Takes away every factor, every set-up, every recovery code and every trusted browser. How many factors there were is the answer.</summary>
    public async Task<int> RemoveAll(string userId)
    {
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
