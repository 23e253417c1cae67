namespace Sallyport.Server.Web.Health;

/// <summary>What one check found.</summary>
/// <param name="Name">Of the check.</param>
/// <param name="State">Ready where nothing is wrong.</param>
/// <param name="Why">What is wrong; empty: nothing.</param>
public sealed record HealthFinding(string Name, HealthState State, string Why);

/// <summary>What all checks found at one look.</summary>
public sealed record HealthReport(IReadOnlyList<HealthFinding> Findings)
{
    public HealthState State => Findings.Count == 0 ? HealthState.Ready : Findings.Max(finding => finding.State);
}
