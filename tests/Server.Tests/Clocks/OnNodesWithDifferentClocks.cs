using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Clocks;

/// <summary>Whatever counts for a time counts for the same time on a node whose clock is off, as long as that node serves at all.</summary>
[Keeps("MUST-8")]
public sealed class OnNodesWithDifferentClocks
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public static TheoryData<string, int> Things =>
        new(from thing in TimedThing.All from seconds in new[] { -25, 25 } select (thing.Name, seconds));

    [Theory, MemberData(nameof(Things))]
    [Keeps("SIGN-9"), Keeps("SIGN-11"), Keeps("APIKEY-5")]
    public async Task Its_end_is_the_same_moment_on_both(string name, int seconds)
    {
        var thing = TimedThing.All.Single(one => one.Name == name);
        await using var server = await TestServer.Start(DatabaseKind.Postgres);
        var node = await server.Second(TimeSpan.FromSeconds(seconds));

        // Made on each, and looked at on the other: looking may use it up.
        foreach (var (maker, other) in new[] { (server, node), (node, server) })
        {
            var (asked, later) = (await thing.Make(maker), await thing.Make(maker));
            server.Clock.Advance(thing.Life - Moment);
            Assert.True(await asked(other), $"{name} is over too early.");
            server.Clock.Advance(Moment);
            Assert.False(await later(other), $"{name} is not over in time.");
        }
    }
}
