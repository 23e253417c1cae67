using Sallyport.Core.Enforcement;

namespace Sallyport.Storage.Tables;

/// <summary>The one row that says what this installation is.</summary>
public sealed class InstallationRow
{
    public required string Name { get; init; }
    public required string KeyId { get; init; }
    public required DateTimeOffset CutOff { get; init; }
    public DateTimeOffset? EverybodyFrom { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SetUpAt { get; init; }

    public DateTimeOffset? EverybodySince { get; init; }
    public DateTimeOffset? ProgramsEndedAt { get; init; }

    public InstallationRule Rule =>
        new(CutOff, EverybodyFrom) { EverybodySince = EverybodySince, ProgramsEndedAt = ProgramsEndedAt };
}

public sealed class InstallationTable(Transaction tx)
{
    /// <summary>Made with the schema, hence always there.</summary>
    public async Task<InstallationRow> Get() => (await tx.One<InstallationRow>("SELECT * FROM installation WHERE id = 1"))!;

    /// <summary>Held while a host is looked for among all applications and all host names, so that two requests at once do not make it both.</summary>
    public Task<int> Lock() => tx.Scalar<int>("SELECT id FROM installation WHERE id = 1" + tx.ForUpdate);

    public Task<int> ChangeRule(InstallationRule rule) =>
        tx.Execute(
            """
            UPDATE installation SET cut_off = @CutOff, everybody_from = @EverybodyFrom, everybody_since = @EverybodySince, programs_ended_at = @ProgramsEndedAt
            WHERE id = 1
            """,
            new
            {
                rule.CutOff,
                rule.EverybodyFrom,
                rule.EverybodySince,
                rule.ProgramsEndedAt,
            }
        );

    public Task<int> ChangeKey(string keyId) => tx.Execute("UPDATE installation SET key_id = @keyId WHERE id = 1", new { keyId });

    /// <summary>True for the one caller that set the installation up.</summary>
    public async Task<bool> MarkSetUp(DateTimeOffset now) =>
        await tx.Execute("UPDATE installation SET set_up_at = @now WHERE id = 1 AND set_up_at IS NULL", new { now }) == 1;
}
