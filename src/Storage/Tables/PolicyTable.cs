using System.Text.Json;
using Sallyport.Core.Enforcement;

namespace Sallyport.Storage.Tables;

/// <summary>An account's policy with its version.</summary>
public sealed record KeptPolicy(Policy Policy, long Version, DateTimeOffset? RequiredSince);

public sealed class PolicyTable(Transaction tx)
{
    public async Task<KeptPolicy> Of(string accountId) =>
        (
            await tx.One<PolicyRow>(
                "SELECT version, settings, required_since FROM policies WHERE account_id = @accountId",
                new { accountId }
            )
        )!.Kept;

    public Task<int> Add(string accountId, Policy policy, DateTimeOffset? requiredSince, DateTimeOffset now) =>
        tx.Execute(
            "INSERT INTO policies (account_id, version, settings, required_since, changed_at) VALUES (@accountId, 1, @settings, @requiredSince, @now)",
            new
            {
                accountId,
                settings = Write(policy),
                requiredSince,
                now,
            }
        );

    /// <summary>False when somebody else changed it since <paramref name="seen"/>.</summary>
    public async Task<bool> Change(
        string accountId,
        long seen,
        Policy policy,
        DateTimeOffset? requiredSince,
        DateTimeOffset now
    ) =>
        await tx.Execute(
            """
            UPDATE policies SET version = version + 1, settings = @settings, required_since = @requiredSince, changed_at = @now
            WHERE account_id = @accountId AND version = @seen
            """,
            new
            {
                accountId,
                seen,
                settings = Write(policy),
                requiredSince,
                now,
            }
        ) == 1;

    private static string Write(Policy policy) => JsonSerializer.Serialize(PolicySettings.Write(policy));
}

internal sealed class PolicyRow
{
    public long Version { get; init; }
    public string Settings { get; init; } = "";
    public DateTimeOffset? RequiredSince { get; init; }

    public KeptPolicy Kept =>
        new(PolicySettings.Read(JsonSerializer.Deserialize<Dictionary<string, string>>(Settings)!), Version, RequiredSince);
}
