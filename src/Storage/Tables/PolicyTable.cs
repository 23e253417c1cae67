using System.Text.Json;
using Sallyport.Core.Enforcement;

namespace Sallyport.Storage.Tables;

/// <summary>An account's policy with its version.</summary>
/// <param name="Policy">The settings.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Decision">What was decided about the requirement, and when.</param>
public sealed record KeptPolicy(Policy Policy, long Version, Decision Decision)
{
    public DateTimeOffset? RequiredSince => Decision.RequiredSince;
}

public sealed class PolicyTable(Transaction tx)
{
    /// <summary>Of the policy <c>p</c>.</summary>
    internal const string Columns = """
        p.account_id, p.version, p.settings, p.required_since, p.grace_decided_at, p.grace_days, p.strength_since, p.opt_out_ended_at,
            p.programs_ended_at, p.programs_ended_for_all_at
        """;

    public async Task<KeptPolicy> Of(string accountId) =>
        (await tx.One<PolicyRow>($"SELECT {Columns} FROM policies p WHERE p.account_id = @accountId", new { accountId }))!.Kept;

    /// <summary>Those of all accounts, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, KeptPolicy>> All() =>
        (await tx.Many<PolicyRow>($"SELECT {Columns} FROM policies p")).ToDictionary(
            row => row.AccountId,
            row => row.Kept,
            StringComparer.Ordinal
        );

    public Task<int> Add(string accountId, Policy policy, Decision decision, DateTimeOffset now) =>
        tx.Execute(
            """
            INSERT INTO policies (account_id, version, settings, required_since, grace_decided_at, grace_days, changed_at)
            VALUES (@accountId, 1, @settings, @RequiredSince, @GraceDecidedAt, @GraceDays, @now)
            """,
            new
            {
                accountId,
                settings = Write(policy),
                decision.RequiredSince,
                decision.GraceDecidedAt,
                decision.GraceDays,
                now,
            }
        );

    /// <summary>False when somebody else changed it since <paramref name="seen"/>.</summary>
    public async Task<bool> Change(string accountId, long seen, Policy policy, Decision decision, DateTimeOffset now) =>
        await tx.Execute(
            """
            UPDATE policies SET version = version + 1, settings = @settings, required_since = @RequiredSince, grace_decided_at = @GraceDecidedAt,
                grace_days = @GraceDays, strength_since = @StrengthSince, opt_out_ended_at = @OptOutEndedAt,
                programs_ended_at = @ProgramsEndedAt, programs_ended_for_all_at = @ProgramsEndedForAllAt, changed_at = @now
            WHERE account_id = @accountId AND version = @seen
            """,
            new
            {
                accountId,
                seen,
                settings = Write(policy),
                decision.RequiredSince,
                decision.GraceDecidedAt,
                decision.GraceDays,
                decision.StrengthSince,
                decision.OptOutEndedAt,
                decision.ProgramsEndedAt,
                decision.ProgramsEndedForAllAt,
                now,
            }
        ) == 1;

    /// <summary>
    /// Begins the requirement of the accounts that advise it and that a new cut-off reaches, and ends that of those which it no longer reaches: one statement, whatever
    /// their number. The cut-off gives nobody time.
    /// </summary>
    public async Task<int> FollowCutOff(DateTimeOffset before, DateTimeOffset after, DateTimeOffset now)
    {
        var (earlier, later) = before < after ? (before, after) : (after, before);
        // By the words in the record: both engines read them alike, and the record is written here alone.
        return await tx.Execute(
            $"""
            UPDATE policies SET required_since = {(after < before ? "@now" : "NULL")}, grace_decided_at = @now, grace_days = 0,
                programs_ended_at = @now, programs_ended_for_all_at = @now
            WHERE settings LIKE '%"requirement":"advised"%'
              AND account_id IN (SELECT id FROM accounts WHERE created_at > @earlier AND created_at <= @later)
            """,
            new
            {
                earlier,
                later,
                now,
            }
        );
    }

    private static string Write(Policy policy) => JsonSerializer.Serialize(PolicySettings.Write(policy));
}

internal sealed class PolicyRow
{
    public string AccountId { get; init; } = "";
    public long Version { get; init; }
    public string Settings { get; init; } = "";
    public DateTimeOffset? RequiredSince { get; init; }
    public DateTimeOffset? GraceDecidedAt { get; init; }
    public long? GraceDays { get; init; }
    public DateTimeOffset? StrengthSince { get; init; }
    public DateTimeOffset? OptOutEndedAt { get; init; }
    public DateTimeOffset? ProgramsEndedAt { get; init; }
    public DateTimeOffset? ProgramsEndedForAllAt { get; init; }

    public KeptPolicy Kept =>
        new(PolicySettings.Read(JsonSerializer.Deserialize<Dictionary<string, string>>(Settings)!), Version, Decision);

    private Decision Decision =>
        new()
        {
            RequiredSince = RequiredSince,
            GraceDecidedAt = GraceDecidedAt,
            GraceDays = (int?)GraceDays,
            StrengthSince = StrengthSince,
            OptOutEndedAt = OptOutEndedAt,
            ProgramsEndedAt = ProgramsEndedAt,
            ProgramsEndedForAllAt = ProgramsEndedForAllAt,
        };
}
