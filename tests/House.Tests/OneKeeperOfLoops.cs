using System.Text.RegularExpressions;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.House.Tests;

/// <summary>What runs in the background runs under <c>BackgroundLoops</c>, which starts it again when it ends: nothing else makes a thread, a timer or a service of its own.</summary>
public sealed partial class OneKeeperOfLoops
{
    // Each with why a fault cannot end it silently.
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["src/Server/Jobs/RepeatedJob.cs"] = "its loop is kept by BackgroundLoops",
        ["src/Server/IsProxy/WatchConnections.cs"] = "its loops are kept by BackgroundLoops",
        ["src/Server/ApiKeys/OwnThread.cs"] = "a thread for one piece of work that somebody waits for",
        ["src/Server/Accounts/HashingGate.cs"] = "one hash that somebody waits for",
        ["src/Server/Cli/Serve.cs"] = "the start, which waits for it",
        ["src/Storage/Budgets/Turn.cs"] = "a thread that ends one conversation left behind, and then itself",
        ["src/Storage/AskTogether.cs"] =
            "ends when nobody asks, and begins anew with the next question; its faults are the askers'",
    };

    [Fact]
    [Keeps("V16.5.3")]
    public void Nothing_else_begins_what_goes_on_by_itself() =>
        Assert.Equal(
            Known.Keys.Order(StringComparer.Ordinal),
            Repository.Files("src", ".cs").Where(file => Begins().IsMatch(Repository.Read(file))).Order(StringComparer.Ordinal)
        );

    // What is done once, at the start or at the end.
    private static readonly string[] LoopsOver = ["WriteLastRefusals", "LookUpKey"];

    [Fact]
    [Keeps("V16.5.3")]
    public void Whoever_serves_beside_the_requests_has_its_loops_kept() =>
        Found.Nothing(
            Repository
                .Files("src/Server", ".cs")
                .Where(file => !LoopsOver.Contains(Path.GetFileNameWithoutExtension(file)))
                .Where(file =>
                    Repository.Read(file) is var text
                    && Serves().IsMatch(text)
                    && !text.Contains("loops.Keep(", StringComparison.Ordinal)
                )
        );

    [GeneratedRegex(
        @"new (PeriodicTimer|Timer|Thread)\(|Task\.Run\(|TaskCreationOptions\.LongRunning|System\.Timers",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Begins();

    [GeneratedRegex(
        @": (IHostedService|BackgroundService|IHostedLifecycleService)\b|, IHostedService\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Serves();
}
