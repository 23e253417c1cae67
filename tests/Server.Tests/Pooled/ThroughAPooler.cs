using System.Diagnostics;
using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Jobs;
using Sallyport.Server.Jobs.Mails;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Pooled;

/// <summary>
/// A pooler that lends its connections for a transaction carries no notifications, keeps no prepared statement and takes no options. Nothing depends on them but the memory of
/// keys, and a node uses that only where it hears its own notifications.
/// </summary>
[Keeps("APIKEY-5"), Keeps("SIGN-13"), Keeps("ALWAYS-3")]
public sealed class ThroughAPooler
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(ChangingKeysElsewhere.Changes), MemberType = typeof(ChangingKeysElsewhere))]
    public async Task Without_a_direct_way_keys_are_not_remembered_and_end_at_once(
        DatabaseKind kind,
        string change,
        KeyRefusal refusal
    )
    {
        Assert.SkipWhen(kind == DatabaseKind.Sqlite, "There is nothing between a node and SQLite.");
        await using var two = await TwoNodes.Start(isDirectNamed: false);
        var ada = await CheckingKeys.Somebody(two.First, BuiltInRole.Admin);
        var (key, text) = await Keys.Of(two.First, ada);
        // Twice, and often enough that each of the pooler's connections has had its turn: nothing is prepared on the wrong one.
        for (var i = 0; i < 40; i++)
            Assert.True((await CheckingKeys.Check(two.Second, text, ChangingKeysElsewhere.Question)).HasPassed);

        await two.First.Write(tx => ChangingKeysElsewhere.Change(tx, change, key, ada.User));

        Assert.Equal(refusal, (await CheckingKeys.Check(two.Second, text, ChangingKeysElsewhere.Question)).Refusal);
        Assert.All(two.Both, node => Assert.False(node.Get<FollowKeys>().IsHeard));
        Assert.All(two.Both, node => Assert.Contains("pooler", node.Get<FollowKeys>().Trouble, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lucky_notification_is_no_proof()
    {
        await using var two = await TwoNodes.Start(isDirectNamed: false);
        // For as long as several proofs take, and with nobody else at the pooler: the listening connection mostly gets the same one again.
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromSeconds(6); await Task.Delay(20, Cancel))
            Assert.All(two.Both, node => Assert.False(node.Get<FollowKeys>().IsHeard));
    }

    [Fact]
    public async Task With_a_direct_way_keys_are_remembered_and_news_is_heard_within_a_second()
    {
        await using var two = await TwoNodes.Start(isDirectNamed: true);
        var ada = await CheckingKeys.Somebody(two.First, BuiltInRole.Admin);
        var (key, text) = await Keys.Of(two.First, ada);
        await ChangingKeysElsewhere.Remembered(two.Second, text);
        Assert.Null(two.Second.Get<FollowKeys>().Trouble);
        await using var late = new Lateness();

        await two.First.Write(tx => tx.ApiKeys.Delete(key.Number, tx.Now));
        var since = Stopwatch.StartNew();

        while ((await CheckingKeys.Check(two.Second, text, ChangingKeysElsewhere.Question)).HasPassed)
            Assert.True(since.Elapsed - late.Lost < TimeSpan.FromSeconds(1), $"It still passes after {since.Elapsed}.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_else_works(bool isDirectNamed)
    {
        await using var two = await TwoNodes.Start(isDirectNamed);
        var company = await two.First.Given.Account("numbering");
        var ben = await two.First.Given.App(await two.First.Given.User(company));
        using var browser = two.Second.Browser();

        await browser.Enter("/sign-in", ("login", ben.User.Email), ("password", ben.Password));
        var landed = await browser.Enter(("code", two.Second.Given.Code(ben)));
        Assert.Equal(HttpStatusCode.OK, landed.Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.Visit("/me/security")).Status);
        foreach (var node in two.Both)
        {
            await node.Get<CleanUp>().Clean(Cancel);
            await node.Get<KeyUses>().Write(Cancel);
            await node.Get<KeyRefusalLog>().Write(Cancel);
            await node.Get<SendDueMail>().Send(Cancel);
            await node.Database.Clock.Compare(node.Database.Engine, Cancel);
        }
        var health = await two.Second.Browser().Get("/health/ready");
        Assert.Equal(HttpStatusCode.OK, health.Status);
    }

    [Fact]
    public async Task Many_at_once_take_turns()
    {
        await using var two = await TwoNodes.Start(isDirectNamed: false);
        var company = await two.First.Given.Account("numbering");

        var all = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i => two.Both[i % 2].Read(tx => tx.Users.CountActiveAdministrators(company.Account.Id)))
        );

        Assert.All(all, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_direct_way_to_another_database_is_refused()
    {
        await using var database = await TestDatabase.Create();
        await using var another = await TestDatabase.Create();
        await using var server = await TestServer.Start();
        var settings = server.Settings with
        {
            Database = new Secret(database.ConnectionString),
            DatabaseDirect = new Secret(another.ConnectionString),
        };

        var refusal = await Assert.ThrowsAsync<StartRefusedException>(() =>
            OpenedStorage.Open(settings, new DatabaseClock(server.Clock), server.Random, Cancel)
        );

        Assert.Contains("SALLYPORT_DATABASE_DIRECT", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_does_not_hear_itself_hears_nobody()
    {
        await using var database = await TestDatabase.Create();
        await using var relay = new Relay(database.ConnectionString);
        // It listens directly, and what is written goes nowhere.
        await using var engine = new Postgres(relay.ConnectionString, direct: database.ConnectionString);
        relay.FallSilent();
        using var feed = engine.OpenKeyFeed();
        for (var i = 0; i < 5; i++)
        {
            Assert.Empty(feed.Hear(TimeSpan.FromMilliseconds(50)));
            Assert.NotNull(feed.Deafness);
        }

        relay.Speak();

        await Eventually.Holds(() =>
        {
            feed.Hear(TimeSpan.FromMilliseconds(50));
            return feed.Deafness is null;
        });
        relay.FallSilent();
        await Eventually.Holds(() =>
        {
            feed.Hear(TimeSpan.FromMilliseconds(50));
            return feed.Deafness is not null;
        });
    }

    /// <summary>Two nodes behind one pooler.</summary>
    private sealed class TwoNodes : IAsyncDisposable
    {
        private readonly PgBouncer pooler;

        private TwoNodes(PgBouncer pooler, TestServer first, TestServer second) =>
            (this.pooler, First, Second) = (pooler, first, second);

        public TestServer First { get; }
        public TestServer Second { get; }
        public IReadOnlyList<TestServer> Both => [First, Second];

        public static async Task<TwoNodes> Start(bool isDirectNamed)
        {
            if (TestDatabase.Server is null)
                Assert.Skip(TestDatabase.WhyNoServer);
            var pooler = await PgBouncer.Before(TestDatabase.Server);
            var first = await TestServer.Start(
                DatabaseKind.Postgres,
                settings: s =>
                    s with
                    {
                        Database = new Secret(pooler.By(s.Database!.RevealText())),
                        DatabaseDirect = isDirectNamed ? s.Database : null,
                    }
            );
            return new TwoNodes(pooler, first, await first.Second());
        }

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await pooler.DisposeAsync();
        }
    }
}
