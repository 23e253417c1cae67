using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>The lock behind every door that takes keys.</summary>
[Keeps("APIKEY-8"), Keeps("APIKEY-11")]
public sealed class CheckingKeys
{
    internal static readonly IPAddress Office = IPAddress.Parse("192.0.2.7");
    private static readonly KeyQuestion Api = new(Door.Api, "API", null, Office);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-4")]
    public async Task A_right_key_says_whose_it_is_and_its_use_is_listed_within_a_second(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await Somebody(server);
        var (key, text) = await Keys.Of(server, ben);

        var first = await Check(server, text);
        var second = await Check(server, ApiKeyText.UriScheme + text);

        Assert.Equal((KeyVerdict.Passed, key.Id), (first.Verdict, KeyId.Write(first.Number)));
        Assert.Equal((ben.User.Login, ben.Account.Handle), (second.User!.Login, second.User.Account));
        Assert.False(second.May(Permission.ViewUser));
        var used = await Eventually.Found(async () =>
            await server.Read(tx => tx.ApiKeys.FindIn(ben.Account.Id, key.Id)) is { LastUsedAt: not null } row ? row : null
        );
        Assert.Equal((Office.ToString(), Door.Api), (used.LastUsedAddress, used.LastUsedDoor));
    }

    [Fact]
    public async Task An_end_beyond_what_the_memory_counts_is_not_in_the_past()
    {
        await using var server = await TestServer.Start();
        var ends = new DateTimeOffset(2110, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var ada = await Somebody(server, BuiltInRole.Admin);
        var (_, text) = await Keys.Of(server, ada, key => key with { ExpiresAt = ends });

        await ChangingKeysElsewhere.Remembered(server, text);

        Assert.True((await Check(server, text)).HasPassed);
    }

    [Fact]
    [Keeps("APIKEY-10")]
    public async Task What_is_no_key_is_refused_without_asking_anybody()
    {
        await using var server = await TestServer.Start();
        var (_, text) = await Keys.Of(server, await Somebody(server));
        await Check(server, text);
        string[] wrong =
        [
            text[..^1] + (text[^1] == 'x' ? 'y' : 'x'),
            text + "0",
            ApiKeyText.New("elsewhere", server.Random).RevealText(),
            "é" + text[1..],
            "",
        ];

        foreach (var other in wrong)
        {
            var answer = server.Get<CheckApiKey>().Check(new Secret(other), Api, CancellationToken.None);
            Assert.True(answer.IsCompletedSuccessfully);
            Assert.Equal(KeyRefusal.Malformed, (await answer).Refusal);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-1"), Keeps("APIKEY-5"), Keeps("APIKEY-9")]
    public async Task Whatever_is_wrong_with_a_key_has_its_reason_first_and_again(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await Somebody(server);
        var expiring = await Keys.Of(server, ben, k => k with { ExpiresAt = server.Clock.Now.AddDays(1) });
        var deleted = await Keys.Of(server, ben);
        var replaced = await Keys.Of(server, ben);
        var bound = await Keys.Of(server, ben, k => k with { Addresses = "198.51.100.0/24" });
        await server.Write(tx => tx.ApiKeys.Delete(deleted.Key.Number, tx.Now));
        var digest = replaced.Key.Digest.Reverse().ToArray();
        await server.Write(tx => tx.ApiKeys.Rotate(replaced.Key, digest, "abcd", tx.Now.AddHours(1), tx.Now));
        Assert.True((await Check(server, expiring.Text)).HasPassed);
        Assert.True((await Check(server, replaced.Text)).HasPassed);
        server.Clock.Advance(TimeSpan.FromDays(2));

        foreach (var _ in (int[])[1, 2])
        {
            Assert.Equal(KeyRefusal.Expired, (await Check(server, expiring.Text)).Refusal);
            Assert.Equal(KeyRefusal.Deleted, (await Check(server, deleted.Text)).Refusal);
            Assert.Equal(KeyRefusal.Replaced, (await Check(server, replaced.Text)).Refusal);
            Assert.Equal(KeyRefusal.WrongAddress, (await Check(server, bound.Text)).Refusal);
            Assert.Equal(
                KeyRefusal.LackingAccess,
                (
                    await Check(server, bound.Text, Api with { Access = "ISPROXY", Address = IPAddress.Parse("198.51.100.1") })
                ).Refusal
            );
            Assert.Equal(KeyRefusal.Unknown, (await Check(server, await Unknown(server))).Refusal);
        }
    }

    [Fact]
    public async Task Too_many_keys_that_are_none_are_turned_away_and_a_right_one_is_not()
    {
        await using var server = await TestServer.Start();
        var (_, text) = await Keys.Of(server, await Somebody(server));
        var wrong = await Unknown(server);
        for (var i = 0; i < AddressBudget.Burst; i++)
            Assert.Equal(KeyVerdict.Refused, (await Check(server, wrong)).Verdict);

        var answer = await Check(server, wrong);

        Assert.Equal(KeyVerdict.TooMany, answer.Verdict);
        Assert.Equal(server.Clock.Now + AddressBudget.Refill, answer.RetryAt);
        Assert.True((await Check(server, text)).HasPassed);
        Assert.Equal(KeyVerdict.Refused, (await Check(server, wrong, Api with { Address = IPAddress.Loopback })).Verdict);
    }

    [Fact]
    public async Task A_check_that_succeeds_makes_nothing()
    {
        await using var server = await TestServer.Start();
        var text = new Secret((await Keys.Of(server, await Somebody(server))).Text);
        var check = server.Get<CheckApiKey>();
        var made = long.MaxValue;

        // The least of some rounds: a pause of the machine may send one round to the database.
        for (var round = 0; round < 20 && made > 0; round++)
        {
            await Eventually.Holds(async () =>
                (await check.Check(text, Api, default)).HasPassed && server.Get<FollowKeys>().IsHeard
            );
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
#pragma warning disable CA2012 // Awaiting it might go on in another thread, whose allocations are not counted here.
                if (!check.Check(text, Api, default).IsCompletedSuccessfully)
                    break;
#pragma warning restore CA2012
            made = Math.Min(made, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, made);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-8")]
    public async Task Refusals_of_a_minute_are_one_event_with_a_count(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var ben = await Somebody(server);
        var (key, text) = await Keys.Of(server, ben);
        for (var i = 0; i < 7; i++)
            await Check(server, text, Api with { Access = "ISPROXY" });
        await server.Get<KeyRefusalLog>().Write(CancellationToken.None);
        server.Clock.Advance(TimeSpan.FromMinutes(1));

        await server.Get<KeyRefusalLog>().Write(CancellationToken.None);
        await server.Get<KeyRefusalLog>().Write(CancellationToken.None);

        var question = new AuditQuestion(ben.Account.Id, null, null, "", "api_key_refused", 10, 0);
        var row = Assert.Single(await server.Read(tx => tx.AuditTrail.Page(question)));
        Assert.Equal(("lacking_access", "refused", Office.ToString(), "api"), (row.Reason, row.Outcome, row.Address, row.Door));
        Assert.Contains("\"count\":\"7\"", row.Fields, StringComparison.Ordinal);
        Assert.Contains(key.Id, row.Fields, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-8")]
    public async Task Refusals_that_could_not_be_written_are_counted_the_next_time(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var refusals = new KeyRefusalLog(server.Database);
        void Refuse() => refusals.Count(0, KeyRefusal.Unknown, Office, Door.Api, server.Clock.Now);
        Refuse();
        Refuse();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => refusals.Write(new CancellationToken(canceled: true)));
        Refuse();
        await refusals.Write(CancellationToken.None);

        var minute = server.Clock.Now.AddMinutes(1);
        Assert.Equal(3, Assert.Single(await server.Write(tx => tx.KeyRefusals.TakeBefore(minute, 10))).Count);
    }

    [Fact]
    [Keeps("ALWAYS-3")]
    public void What_nobody_has_decided_passes_nowhere()
    {
        Assert.False(default(CheckedKey).HasPassed);
        Assert.False(new CheckedKey { Number = 1 }.HasPassed);
    }

    /// <summary>Asks again where the machine stalled for so long that the database was taken to be away.</summary>
    internal static async Task<CheckedKey> Check(TestServer server, string text, KeyQuestion? question = null)
    {
        for (var tries = 0; ; tries++)
            if (await CheckOnce(server, text, question) is var answer && (answer.Verdict != KeyVerdict.Away || tries == 5))
                return answer;
    }

    internal static ValueTask<CheckedKey> CheckOnce(TestServer server, string text, KeyQuestion? question = null) =>
        server.Get<CheckApiKey>().Check(new Secret(text), question ?? Api, TestContext.Current.CancellationToken);

    internal static async Task<Person> Somebody(TestServer server, string role = BuiltInRole.All) =>
        await server.Given.User(await server.Given.Account("hosting"), role: role);

    internal static async Task<string> Unknown(TestServer server) =>
        ApiKeyText.New((await server.Read(tx => tx.Installation.Get())).Name, server.Random).RevealText();
}
