using System.Diagnostics;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

/// <summary>A database that hangs, and is not gone, keeps nobody's connection open whose key or password has ended.</summary>
[Keeps("APIKEY-5"), Keeps("SIGN-13"), Keeps("ALWAYS-9")]
public sealed class WatchingOverAHungDatabase
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    // Not the one by which the watch asks: a node's pool, its news and its look-ups.
    private const string AllButTheWatch = "query NOT LIKE '%LEFT JOIN api_keys%'";

    [Theory]
    [InlineData("key", "TRUE")]
    [InlineData("password", "TRUE")]
    [InlineData("key", AllButTheWatch)]
    [InlineData("password", AllButTheWatch)]
    public async Task What_ends_is_cut_within_a_second_whatever_connections_of_the_node_hang(string by, string which)
    {
        await using var service = await LineHost.Start(kind: DatabaseKind.Postgres);
        await service.Server.StopJobs();
        using var client = await LoggedIn(service, by);
        await IsWatched(client);
        await using var backends = await Backends.Of(service.Server);
        Assert.NotEqual(0, await backends.Stop(which));

        await using var late = new Lateness();
        await End(backends, by);
        var since = Stopwatch.StartNew();

        Assert.Null(await client.Hear());
        var took = since.Elapsed - late.Lost;
        Assert.True(took < Promised, $"It was cut after {since.Elapsed}, of which the machine stood still for {late.Lost}.");
    }

    [Fact]
    public async Task One_connection_that_hangs_is_nobody_s_fault_who_may_stay()
    {
        await using var service = await LineHost.Start(kind: DatabaseKind.Postgres);
        await service.Server.StopJobs();
        using var client = await LoggedIn(service, "password");
        await IsWatched(client);
        await using var backends = await Backends.Of(service.Server);
        await backends.Stop(AllButTheWatch);

        for (
            var since = Stopwatch.StartNew();
            since.Elapsed < Promised * 3;
            await Task.Delay(100, TestContext.Current.CancellationToken)
        )
            Assert.Equal("free.test available", await client.Ask("IS free.test"));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("password")]
    public async Task Whoever_cannot_be_vouched_for_is_cut(string by)
    {
        await using var service = await LineHost.Start(kind: DatabaseKind.Postgres, isRelayed: true);
        await service.Server.StopJobs();
        using var client = await LoggedIn(service, by);
        await IsWatched(client);
        await using var late = new Lateness();

        service.Relay!.FallSilent();
        var since = Stopwatch.StartNew();

        Assert.Null(await client.Hear());
        var took = since.Elapsed - late.Lost;
        Assert.True(took < Promised, $"It was cut after {since.Elapsed}, of which the machine stood still for {late.Lost}.");
        service.Relay.Speak();
        await Eventually.Holds(async () =>
        {
            using var again = await service.Connect();
            return await again.LogIn(service.Person) == "100 Login ok"
                && await again.Ask("IS free.test") == "free.test available";
        });
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_key_that_is_rotated_goes_on_for_its_overlap_and_no_longer(DatabaseKind kind)
    {
        await using var service = await LineHost.Start(kind: kind);
        var (key, text) = await Keys.Of(
            service.Server,
            service.Person,
            k => k with { Accesses = [Core.ApiKeys.KeyAccess.IsProxy] }
        );
        using var client = await service.Connect();
        Assert.Equal("100 Login ok", await client.Ask("LOGIN " + text));

        var end = service.Server.Clock.Now.AddSeconds(20);
        await service.Server.Write(tx => tx.ApiKeys.Rotate(key, [.. key.Digest.Reverse()], "abcd", end, tx.Now));
        for (var i = 0; i < 10; i++, await Task.Delay(100, TestContext.Current.CancellationToken))
            Assert.Equal("free.test available", await client.Ask("IS free.test"));
        service.Server.Clock.Advance(TimeSpan.FromSeconds(21));

        Assert.Null(await client.Hear());
    }

    private static async Task<LineClient> LoggedIn(LineHost service, string by)
    {
        if (by == "password")
            return await service.LoggedIn();
        var client = await service.Connect();
        Assert.Equal("100 Login ok", await client.Ask("LOGIN " + await service.Key()));
        return client;
    }

    // Several looks were answered.
    private static async Task IsWatched(LineClient client)
    {
        for (var i = 0; i < 15; i++, await Task.Delay(100, TestContext.Current.CancellationToken))
            Assert.Equal("free.test available", await client.Ask("IS free.test"));
    }

    private static Task<int> End(Backends backends, string by) =>
        by == "key"
            ? backends.Run("UPDATE api_keys SET deleted_at = 1")
            : backends.Run("UPDATE users SET status = 'deactivated'");
}
