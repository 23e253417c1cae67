using System.Diagnostics;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>Sallyport hangs or is gone: a request is refused within five seconds, and nobody passes.</summary>
[Keeps("DOOR-2")]
public sealed class WaitingForSallyport
{
    // Five seconds by the recipes, and what a busy machine adds. Every proxy's own limit is longer.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(9);

    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task A_Sallyport_that_hangs_costs_five_seconds_and_nobody_passes(string kind)
    {
        await using var hung = new Silence();
        await using var backend = new Backend();
        await using var proxy = await RunningProxy.Start(kind, hung.Port, backend.Port);
        var since = Stopwatch.StartNew();

        var answers = await Task.WhenAll(
            new[] { "/", "/admin", "/.sallyport/start" }.Select(path =>
                RawHttp.Get(proxy.Port, $"{RunningProxy.HostName}:{proxy.Port}", path, "Authorization: ApiKey x")
            )
        );

        Assert.All(answers, answer => Assert.True(answer is { Passed: false, Status: >= 500 and < 600 }, answer.ToString()));
        Assert.True(since.Elapsed < Longest, $"It took {since.Elapsed}.");
    }

    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task Without_a_Sallyport_nobody_passes(string kind)
    {
        await using var backend = new Backend();
        int port;
        await using (var gone = new Silence())
            port = gone.Port;
        await using var proxy = await RunningProxy.Start(kind, port, backend.Port);

        var answer = await RawHttp.Get(proxy.Port, $"{RunningProxy.HostName}:{proxy.Port}", "/", "Authorization: ApiKey x");

        Assert.True(answer is { Passed: false, Status: >= 500 and < 600 }, answer.ToString());
    }
}
