using System.Text.RegularExpressions;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.House.Tests;

/// <summary>Every limit of time goes by one clock, the database's. Whoever needs another one stands here, with the reason.</summary>
public sealed partial class OneClock
{
    private static readonly Dictionary<string, string> OfTheMachine = new(StringComparer.Ordinal)
    {
        ["src/Server/Cli/Serve.cs"] = "hands the machine's clock to the database's, which is compared with it",
        ["src/Server/Cli/Verbs.cs"] = "the same, for one verb of the command line",
        ["src/Server/Web/Health/HealthQuestion.cs"] = "compares the clocks of two processes of one machine",
        ["src/Server/Cli/WebAuthnVerbs.cs"] = "judges a recorded ceremony without a database",
    };

    [Fact]
    [Keeps("MUST-8")]
    public void Nothing_reads_the_machines_time_of_day()
    {
        var readers = Repository
            .Files("src", ".cs", ".cshtml")
            .Where(file => MachineTime().IsMatch(Repository.Read(file)) && !OfTheMachine.ContainsKey(file));

        Assert.Empty(readers);
    }

    [Fact]
    [Keeps("MUST-8")]
    public void Every_exception_is_needed() =>
        Assert.All(OfTheMachine.Keys, file => Assert.Matches(MachineTime(), Repository.Read(file)));

    // A statement that asks for the time goes by another clock than the transaction around it.
    [Fact]
    [Keeps("MUST-8")]
    public void No_statement_asks_for_the_time()
    {
        var askers = Repository
            .Files("src", ".cs", ".sql")
            .Where(file => TimeInSql().IsMatch(Repository.Read(file)) && file != "src/Storage/Postgres.cs");

        Assert.Empty(askers);
    }

    private const int Patience = 60_000;

    [GeneratedRegex(
        @"TimeProvider\.System|\b(DateTime|DateTimeOffset)\.(Utc)?Now\b|\bDateTime\.Today\b|\bGetSystemTime",
        RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex MachineTime();

    [GeneratedRegex(
        @"clock_timestamp\s*\(|statement_timestamp\s*\(|transaction_timestamp\s*\(|\bCURRENT_(TIMESTAMP|TIME|DATE)\b|\bLOCALTIME(STAMP)?\b|\bunixepoch\s*\(|\bjulianday\s*\(|\bstrftime\s*\(|\bdatetime\s*\(\s*'now|\bnow\s*\(\s*\)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex TimeInSql();
}
