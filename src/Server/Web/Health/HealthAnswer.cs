using Sallyport.Core.Common;

namespace Sallyport.Server.Web.Health;

/// <summary>A report as it travels: <c>sallyport health --json</c> prints the same.</summary>
public sealed record HealthAnswer(string State, IReadOnlyList<HealthAnswer.Check> Checks)
{
    /// <param name="Name">Of the check.</param>
    /// <param name="State">ready, degraded or unavailable.</param>
    /// <param name="Why">What is wrong; empty: nothing.</param>
    public sealed record Check(string Name, string State, string Why);

    public static HealthAnswer Of(HealthReport report) =>
        new(
            Words.Camel(report.State),
            [.. report.Findings.Select(finding => new Check(finding.Name, Words.Camel(finding.State), finding.Why))]
        );
}
