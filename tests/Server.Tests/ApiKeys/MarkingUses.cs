using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>When the last use of a key is marked, and how often.</summary>
[Keeps("APIKEY-4")]
public sealed class MarkingUses
{
    private static readonly DateTimeOffset Noon = new(2025, 1, 6, 12, 0, 30, TimeSpan.Zero);
    private static readonly IPAddress Office = IPAddress.Parse("192.0.2.7");

    [Theory]
    [InlineData(0, "192.0.2.7", Door.Api, false)]
    [InlineData(29, "192.0.2.7", Door.Api, false)]
    [InlineData(29, "::ffff:192.0.2.7", Door.Api, false)]
    [InlineData(30, "192.0.2.7", Door.Api, true)]
    [InlineData(0, "192.0.2.8", Door.Api, true)]
    [InlineData(0, "192.0.2.7", Door.IsProxy, true)]
    public void A_use_is_marked_in_the_next_minute_and_when_it_comes_from_elsewhere(
        int later,
        string address,
        Door door,
        bool isNew
    )
    {
        var earlier = KeyMark.Of(Noon, Office, Door.Api);
        var use = KeyMark.Of(Noon.AddSeconds(later), IPAddress.Parse(address), door);

        Assert.Equal(isNew, use.IsNewAfter(earlier, minutes: 1));
        Assert.True(use.IsNewAfter(default, minutes: 1));
    }

    [Fact]
    public void Where_there_are_very_many_it_is_marked_after_more_minutes()
    {
        var earlier = KeyMark.Of(Noon, Office, Door.Api);

        Assert.False(KeyMark.Of(Noon.AddMinutes(3), Office, Door.Api).IsNewAfter(earlier, minutes: 4));
        Assert.True(KeyMark.Of(Noon.AddMinutes(4), Office, Door.Api).IsNewAfter(earlier, minutes: 4));
        Assert.True(KeyMark.Of(Noon, IPAddress.Loopback, Door.Api).IsNewAfter(earlier, minutes: 4));
    }

    [Fact]
    public async Task Very_many_marks_at_once_make_the_next_ones_rarer_until_it_is_calm()
    {
        await using var server = await TestServer.Start();
        var uses = new KeyUses(server.Database);

        for (var wanted = 2U; wanted <= KeyUses.LongestWait; wanted *= 2)
        {
            await Flood(uses, server.Clock.Now);
            Assert.Equal(wanted, uses.Minutes);
        }
        await Flood(uses, server.Clock.Now);
        Assert.Equal(KeyUses.LongestWait, uses.Minutes);
        server.Clock.Advance(TimeSpan.FromMinutes(9));
        await uses.Write(CancellationToken.None);
        Assert.Equal(KeyUses.LongestWait, uses.Minutes);
        for (var wanted = KeyUses.LongestWait / 2; wanted >= 1; wanted /= 2)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(10));
            await uses.Write(CancellationToken.None);
            Assert.Equal(wanted, uses.Minutes);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_another_node_has_marked_is_not_marked_again_in_the_same_minute(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var (key, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        Assert.True((await CheckingKeys.Check(server, text)).HasPassed);
        await server.Get<KeyUses>().Write(CancellationToken.None);

        var second = await server.Second();

        var first = await Eventually.Found(() => Task.FromResult<object?>(IsKnownAndNew(second, key.Digest, TimeSpan.Zero)));
        Assert.Equal(false, first);
        Assert.True(IsKnownAndNew(second, key.Digest, TimeSpan.FromMinutes(1)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_could_not_be_written_is_written_the_next_time_unless_there_is_newer(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var somebody = await CheckingKeys.Somebody(server);
        var (once, _) = await Keys.Of(server, somebody);
        var (again, _) = await Keys.Of(server, somebody);
        var uses = new KeyUses(server.Database);
        var before = server.Clock.Now;
        foreach (var key in new[] { once, again })
            uses.Mark(key.Number, before, Office, Door.Api);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => uses.Write(new CancellationToken(canceled: true)));
        uses.Mark(again.Number, before.AddSeconds(1), Office, Door.IsProxy);
        await uses.Write(CancellationToken.None);

        Assert.Equal((before, Door.Api), await LastUse(server, once));
        Assert.Equal((before.AddSeconds(1), Door.IsProxy), await LastUse(server, again));
    }

    // Null where it is not remembered yet.
    private static bool? IsKnownAndNew(TestServer server, byte[] digest, TimeSpan later)
    {
        var mark = KeyMark.Of(server.Clock.Now + later, CheckingKeys.Office, Door.Api);
        return server.Get<KeyMemory>().TryFind(digest, mark, 1, out var found) ? found.IsNewMark : null;
    }

    private static async Task<(DateTimeOffset?, Door?)> LastUse(TestServer server, ApiKey key) =>
        await server.Read(tx => tx.KnownKeys.Find(key.Number)) is { } found ? (found.LastUsedAt, found.LastUsedDoor) : default;

    private static async Task Flood(KeyUses uses, DateTimeOffset now)
    {
        for (var number = 1; number <= KeyUses.MostAtOnce + 1; number++)
            uses.Mark(number, now, Office, Door.Api);
        await uses.Write(CancellationToken.None);
    }
}
