using System.Net;
using Sallyport.Server.Tests.Cli;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web.Health;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Health;

/// <summary>Strangers get a word. What is wrong is told to whoever can read the key file, and to the log.</summary>
[Keeps("ALWAYS-9"), Keeps("V13.4.5")]
public sealed class AskingHowItIs
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stranger_gets_the_word_alone_and_the_command_line_everything(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        using var shell = new Shell(server);
        await Eventually.Holds(async () => await Word(server) == "ready");

        var ran = await shell.Run("health --json");

        Assert.Equal(0, ran.Code);
        Assert.Equal("ready", ran.Json.GetProperty("state").GetString());
        var checks = ran
            .Json.GetProperty("checks")
            .EnumerateArray()
            .ToDictionary(
                check => check.GetProperty("name").GetString()!,
                check => (check.GetProperty("state").GetString(), check.GetProperty("why").GetString()),
                StringComparer.Ordinal
            );
        Assert.Equal(
            [
                "background",
                "certificate",
                "checkpoints",
                "clock",
                "database",
                "disk",
                "disk_space",
                "mail",
                "notifications",
                "sealing_key",
            ],
            checks.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(checks.Values, check => Assert.Equal(("ready", ""), check));

        Spoil(server);
        Assert.Equal("unavailable", await Word(server));
        ran = await shell.Run("health");
        Assert.Equal(1, ran.Code);
        Assert.StartsWith("unavailable\n", ran.Out, StringComparison.Ordinal);
        Assert.Contains("clock: unavailable (the clock of this node is 31 seconds away", ran.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AUFBQUFBQUFBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("????????????????????????????????????????????????????????????")]
    public async Task A_proof_that_is_none_gets_what_a_stranger_gets(string proof)
    {
        await using var server = await TestServer.Start();
        Spoil(server);
        using var browser = server.Browser();
        var request = new HttpRequestMessage(HttpMethod.Get, HealthEndpoints.Ready);
        request.Headers.TryAddWithoutValidation(HealthQuestion.Header, proof);

        var answer = await browser.Send(request);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Without_its_key_file_and_without_a_server_the_command_line_says_so()
    {
        await using var server = await TestServer.Start();
        using var elsewhere = new Shell().With("SALLYPORT_URLS", server.Settings.Urls[0]);
        await Eventually.Holds(async () => await Word(server) == "ready");

        var word = await elsewhere.Run("health");
        await server.StopServing();
        var nothing = await elsewhere.Run("health --json");

        Assert.Equal(0, word.Code);
        Assert.StartsWith("ready\nThere is no key file", word.Out, StringComparison.Ordinal);
        Assert.Equal(1, nothing.Code);
        Assert.Contains("\"name\": \"server\"", nothing.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_logged_once_however_often_somebody_looks()
    {
        var log = new HeardLog<LookAtHealth>();
        string? why = null;
        var clock = new Hurried();
        var health = new LookAtHealth(
            [
                new HealthCheck("thing", HealthState.Degraded, _ => Task.FromResult(why)),
                new HealthCheck("other", HealthState.Unavailable, _ => Task.FromResult<string?>(null)),
            ],
            clock,
            log
        );

        foreach (
            var (now, state, errors) in ((string?, HealthState, int)[])
                [
                    (null, HealthState.Ready, 0),
                    ("broken", HealthState.Degraded, 1),
                    ("broken", HealthState.Degraded, 1),
                    ("more broken", HealthState.Degraded, 1),
                    (null, HealthState.Ready, 1),
                    ("broken", HealthState.Degraded, 2),
                ]
        )
        {
            why = now;
            Assert.Equal(state, (await health.Look()).State);
            Assert.Equal(errors, log.Warnings);
        }
    }

    [Fact]
    public async Task A_check_that_hangs_or_breaks_is_trouble_within_the_budget_and_does_not_pile_up()
    {
        var begun = 0;
        var mayEnd = new TaskCompletionSource<string?>();
        var health = new LookAtHealth(
            [
                new HealthCheck(
                    "hangs",
                    HealthState.Unavailable,
                    _ =>
                    {
                        Interlocked.Increment(ref begun);
                        return mayEnd.Task;
                    }
                ),
                new HealthCheck("throws", HealthState.Degraded, _ => throw new IOException("no way")),
            ],
            new Hurried(),
            new HeardLog<LookAtHealth>()
        );

        for (var i = 0; i < 3; i++)
        {
            var report = await health.Look().WaitAsync(TimeSpan.FromMinutes(1), Cancel);
            Assert.Equal(["no answer within 2 seconds", "no way"], report.Findings.Select(finding => finding.Why));
        }
        Assert.Equal(1, begun);
        mayEnd.SetResult(null);

        await Eventually.Holds(async () => (await health.Look()).State == HealthState.Degraded);
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_look()
    {
        var looks = 0;
        var health = new LookAtHealth(
            [
                new HealthCheck(
                    "thing",
                    HealthState.Degraded,
                    async _ =>
                    {
                        Interlocked.Increment(ref looks);
                        await Task.Delay(200, Cancel);
                        return null;
                    }
                ),
            ],
            new Stopped(),
            new HeardLog<LookAtHealth>()
        );

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(health.Look, Cancel)));
        await health.Look();

        Assert.Equal(1, looks);
    }

    // A check that no other test's machine disturbs.
    private static void Spoil(TestServer server)
    {
        var now = server.Clock.GetTimestamp();
        server.Database.Clock.Learn(now, server.Clock.Now.AddSeconds(31), now);
    }

    private static async Task<string> Word(TestServer server)
    {
        // A look is remembered for a second.
        await Task.Delay(1100, Cancel);
        using var browser = server.Browser();
        return (await browser.Get(HealthEndpoints.Ready)).Body;
    }

    /// <summary>A second has always gone by.</summary>
    private sealed class Hurried : TimeProvider
    {
        private long ticks;

        public override long GetTimestamp() => Interlocked.Add(ref ticks, TimestampFrequency * 2);
    }

    private sealed class Stopped : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }
}
