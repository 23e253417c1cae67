using System.Diagnostics;
using System.Net;
using Dapper;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>What is changed on one node takes effect on the other, which remembers the key, within a second.</summary>
[Keeps("APIKEY-5"), Keeps("ALWAYS-3"), Keeps("SIGN-13")]
public sealed class ChangingKeysElsewhere
{
    internal static readonly KeyQuestion Question = new(Door.Api, "API", Permission.ViewUser, IPAddress.Parse("192.0.2.7"));

    public static TheoryData<DatabaseKind, string, KeyRefusal> Changes
    {
        get
        {
            var all = new TheoryData<DatabaseKind, string, KeyRefusal>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
            {
                all.Add(kind, "delete", KeyRefusal.Deleted);
                all.Add(kind, "renew", KeyRefusal.Replaced);
                all.Add(kind, "deactivate", KeyRefusal.UserInactive);
                all.Add(kind, "remove", KeyRefusal.Deleted);
                all.Add(kind, "close the door", KeyRefusal.DoorClosed);
                all.Add(kind, "bind to addresses", KeyRefusal.WrongAddress);
                all.Add(kind, "demote", KeyRefusal.LackingPermission);
            }
            return all;
        }
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task It_takes_effect_on_the_other_node_within_a_second(DatabaseKind kind, string change, KeyRefusal refusal)
    {
        await using var server = await TestServer.Start(kind);
        var other = await server.Second();
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        var (key, text) = await Keys.Of(server, ada);
        await Remembered(other, text);

        await server.Write(tx => Change(tx, change, key, ada.User));

        var since = Stopwatch.StartNew();
        CheckedKey answer;
        for (var asked = since.Elapsed; ; asked = since.Elapsed)
        {
            answer = await CheckingKeys.CheckOnce(other, text, Question);
            if (answer.Verdict == KeyVerdict.Refused)
                break;
            // Where the machine has stalled, the database may be taken to be away for a moment.
            Assert.True(!answer.HasPassed || asked < TimeSpan.FromSeconds(1), $"Asked after {asked} it still passes.");
            Assert.True(asked < TimeSpan.FromMinutes(1), $"After {asked} it is not known.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Equal(refusal, answer.Refusal);
    }

    [Fact]
    public async Task A_node_that_hears_nothing_asks_the_database_itself()
    {
        await using var server = await TestServer.Start();
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        var (key, text) = await Keys.Of(server, ada);
        await Remembered(server, text);

        await server.Get<FollowKeys>().StopAsync(CancellationToken.None);
        await Task.Delay(FollowKeys.LongestSilence, TestContext.Current.CancellationToken);
        await server.Write(tx => tx.ApiKeys.Delete(key.Number, tx.Now));

        Assert.Equal(KeyRefusal.Deleted, (await CheckingKeys.Check(server, text, Question)).Refusal);
    }

    [Theory]
    [InlineData("key")]
    [InlineData("key abc")]
    [InlineData("key 99999999999999999999")]
    [InlineData("a b c")]
    [InlineData("")]
    public async Task News_that_nobody_understands_may_mean_everything(string news)
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres);
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        var (_, text) = await Keys.Of(server, ada);
        await Remembered(server, text);
        var before = server.Get<KeyMemory>().News;

        await using (var connection = await server.Database.Engine.Connect(TestContext.Current.CancellationToken))
            await connection.ExecuteAsync("SELECT pg_notify('sallyport_keys', @news)", new { news });

        await Eventually.Holds(() => server.Get<KeyMemory>().News != before);
        await Remembered(server, text);
    }

    [Fact]
    public async Task What_was_read_before_a_change_is_not_remembered_after_it()
    {
        await using var server = await TestServer.Start();
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        var (key, text) = await Keys.Of(server, ada);
        var memory = new KeyMemory();
        var (row, user) = await server.Read(async tx =>
            ((await tx.KnownKeys.Find(key.Number))!, (await tx.KnownKeys.User(key.UserId))!)
        );
        var seen = memory.News;

        memory.Forget([new KeyNews.Key(key.Number)]);
        memory.Remember(row, user, seen);
        Assert.False(memory.TryFind(key.Digest, default, 1, out _));
        memory.Remember(row, user, memory.News);
        Assert.True(memory.TryFind(key.Digest, default, 1, out _));
        var before = memory.News;
        memory.Forget([new KeyNews.User(ada.User.Id)]);
        Assert.False(memory.TryFind(key.Digest, default, 1, out _));
        memory.Remember(row, user, before);
        Assert.False(memory.TryFind(key.Digest, default, 1, out _));
        memory.Forget([new KeyNews.Key(key.Number)]);
        memory.Remember(row, user, before);
        // Another key of the same user brings the user back into the memory, and not this key with it.
        var (another, _) = await Keys.Of(server, ada);
        memory.Remember((await server.Read(tx => tx.KnownKeys.Find(another.Number)))!, user, memory.News);
        Assert.True(memory.TryFind(another.Digest, default, 1, out _));
        Assert.False(memory.TryFind(key.Digest, default, 1, out _));
        Assert.NotEmpty(text);
    }

    [Fact]
    public async Task Whoever_is_remembered_at_this_moment_is_found_or_not_and_nothing_breaks()
    {
        const int many = 20_000;
        await using var server = await TestServer.Start();
        var ada = await CheckingKeys.Somebody(server);
        var memory = new KeyMemory();
        using var begin = new Barrier(2);

        var looking = Task.Run(
            () =>
            {
                begin.SignalAndWait();
                for (var i = 0; i < many; i++)
                    while (memory.FindUser($"u{i}", "") is not { Id: var id } || id != $"u{i}")
                        Thread.Yield();
            },
            TestContext.Current.CancellationToken
        );
        begin.SignalAndWait(TestContext.Current.CancellationToken);
        for (var i = 0; i < many; i++)
            memory.Remember(new KeyUser(ada.User with { Id = $"u{i}" }, "acme", ""), memory.News);

        await looking;
    }

    internal static async Task Remembered(TestServer server, string text)
    {
        var die = await server.Get<KeyMint>().Die(TestContext.Current.CancellationToken);
        var digest = ApiKeyDigest.Of(new Secret(text), die.Pepper);
        await Eventually.Holds(async () =>
        {
            Assert.True((await CheckingKeys.Check(server, text, Question)).HasPassed);
            var mark = KeyMark.Of(Question, server.Clock.Now);
            return server.Get<FollowKeys>().IsHeard && server.Get<KeyMemory>().TryFind(digest, mark, 1, out _);
        });
    }

    internal static async Task<int> Change(Transaction tx, string change, ApiKey key, User user)
    {
        var now = (await tx.Users.Find(user.Id))!;
        switch (change)
        {
            case "delete":
                return await tx.ApiKeys.Delete(key.Number, tx.Now) ? 1 : 0;
            case "renew":
                return await tx.ApiKeys.Rotate(key, [.. key.Digest.Reverse()], "abcd", tx.Now, tx.Now) ? 1 : 0;
            case "deactivate":
                return await tx.Users.ChangeStatus(user.Id, UserStatus.Deactivated, tx.Now);
            case "remove":
                await tx.ApiKeys.DeleteOf(user.Id, tx.Now);
                return await tx.Users.ChangeStatus(user.Id, UserStatus.Removed, tx.Now);
            case "close the door":
                return await tx.Users.ChangeDetails(now with { Doors = "portal" });
            case "bind to addresses":
                return await tx.Users.ChangeDetails(now with { ApiAddresses = "198.51.100.0/24" });
            default:
                return await tx.Users.ChangeDetails(now with { Role = BuiltInRole.All });
        }
    }
}
