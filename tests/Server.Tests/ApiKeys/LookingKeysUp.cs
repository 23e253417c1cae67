using System.Diagnostics;
using System.Net;
using Dapper;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>A node that hears nothing asks the database for each key, and goes by what stands there at that moment.</summary>
[Keeps("APIKEY-5"), Keeps("ALWAYS-3")]
public sealed class LookingKeysUp
{
    [Theory, MemberData(nameof(ChangingKeysElsewhere.Changes), MemberType = typeof(ChangingKeysElsewhere))]
    public async Task What_another_node_changes_counts_at_once(DatabaseKind kind, string change, KeyRefusal refusal)
    {
        await using var server = await TestServer.Start(kind);
        var deaf = await Deaf(server);
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        var (key, text) = await Keys.Of(server, ada);
        Assert.True((await CheckingKeys.Check(deaf, text, ChangingKeysElsewhere.Question)).HasPassed);

        await server.Write(tx => ChangingKeysElsewhere.Change(tx, change, key, ada.User));

        Assert.Equal(refusal, (await CheckingKeys.Check(deaf, text, ChangingKeysElsewhere.Question)).Refusal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task So_does_everything_else_about_the_user(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var deaf = await Deaf(server);
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        var (_, text) = await Keys.Of(server, ada);
        (string Change, Func<KeyUser, bool> IsSeen)[] changes =
        [
            ("login = 'countess'", user => user.Login == "countess"),
            ("email = 'countess@acme.test'", user => user.Email == "countess@acme.test"),
            ("given_name = 'Augusta'", user => user.FullName == "Augusta"),
            ("family_name = 'King'", user => user.FullName == "Augusta King"),
            // The same letters elsewhere are another name.
            ("given_name = 'Augusta K', family_name = 'ing'", user => user.FullName == "Augusta K ing"),
            ("frozen_at = 1", user => !user.IsActive),
            ("frozen_at = NULL", user => user.IsActive),
            ("status = 'deactivated'", user => !user.IsActive),
            ("status = 'active'", user => user.IsActive),
            ("doors = 'portal,isProxy'", user => !user.IsOpen(Door.Api) && user.IsOpen(Door.IsProxy)),
            ("api_addresses = '192.0.2.0/24'", user => !user.Addresses.Admits(IPAddress.Loopback)),
            ("operator_since = 1", user => user.IsOperator),
            ("operator_since = NULL", user => !user.IsOperator),
            ("role = 'all'", user => !user.Permissions.Contains(Permission.ViewUser)),
        ];
        await CheckingKeys.Check(deaf, text);

        foreach (var (change, isSeen) in changes)
        {
            await Run(server, $"UPDATE users SET {change} WHERE id = '{ada.User.Id}'");

            Assert.True(isSeen((await CheckingKeys.Check(deaf, text)).User!), change);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task So_does_what_the_role_of_the_user_allows(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var deaf = await Deaf(server);
        var company = await server.Given.Account("hosting");
        var role = new Role
        {
            Id = server.Random.Id(),
            AccountId = company.Account.Id,
            Name = "Billing",
            CanonicalName = "billing",
            Permissions = "VIEW_USER",
            CreatedAt = server.Clock.Now,
            ModifiedAt = server.Clock.Now,
        };
        await server.Write(tx => tx.Roles.Add(role));
        var ben = await server.Given.User(company, role: role.Id);
        var (_, text) = await Keys.Of(server, ben);
        Assert.True((await CheckingKeys.Check(deaf, text, ChangingKeysElsewhere.Question)).HasPassed);

        await Run(server, "UPDATE roles SET permissions = 'VIEW_AUDIT'");

        Assert.Equal(
            KeyRefusal.LackingPermission,
            (await CheckingKeys.Check(deaf, text, ChangingKeysElsewhere.Question)).Refusal
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Each_of_very_many_at_once_gets_its_own_answer(DatabaseKind kind)
    {
        const int keys = 40;
        const int times = 20;
        await using var server = await TestServer.Start(kind);
        var deaf = await Deaf(server);
        var company = await server.Given.Account("hosting");
        var (ada, ben) = (await server.Given.User(company, "ada"), await server.Given.User(company, "ben"));
        var known = new List<(string Text, long Number, string Login)>();
        for (var i = 0; i < keys; i++)
        {
            var owner = i % 2 == 0 ? ada : ben;
            var (key, text) = await Keys.Of(server, owner);
            known.Add((text, key.Number, owner.User.Login));
        }
        var unknown = await CheckingKeys.Unknown(server);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, keys * times)
                .Select(i =>
                    Task.Run(async () => (i, Answer: await CheckingKeys.Check(deaf, i % 7 == 0 ? unknown : known[i % keys].Text)))
                )
        );

        foreach (var (i, answer) in answers)
            if (i % 7 == 0)
                Assert.False(answer.HasPassed);
            else
                Assert.Equal(
                    (KeyVerdict.Passed, known[i % keys].Number, known[i % keys].Login),
                    (answer.Verdict, answer.Number, answer.User?.Login)
                );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-9")]
    public async Task A_key_is_found_wherever_its_row_lies(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var deaf = await Deaf(server);
        var (key, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        Assert.Equal(KeyId.Of(key.Digest), key.Number);

        await Run(server, $"UPDATE api_keys SET number = 7 WHERE number = {key.Number}");
        var elsewhere = await CheckingKeys.Check(deaf, text);
        var end = server.Clock.Now.AddDays(1).ToUnixTimeMilliseconds();
        var another = kind == DatabaseKind.Sqlite ? "X'00'" : "'\\x00'";
        await Run(
            server,
            $"UPDATE api_keys SET number = {key.Number}, former_digest = digest, former_ends_at = {end}, digest = {another}"
        );
        var former = await CheckingKeys.Check(deaf, text);

        Assert.Equal((true, 7), (elsewhere.HasPassed, elsewhere.Number));
        Assert.Equal((true, key.Number), (former.HasPassed, former.Number));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-4")]
    public async Task A_use_is_marked_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var deaf = await Deaf(server);
        await deaf.StopJobs();
        var (key, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        var uses = deaf.Get<KeyUses>();
        await CheckingKeys.Check(deaf, text);
        await uses.Write(CancellationToken.None);
        var first = await LastUse(server, key);

        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await CheckingKeys.Check(deaf, text);
        await uses.Write(CancellationToken.None);
        var second = await LastUse(server, key);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await CheckingKeys.Check(deaf, text);
        await uses.Write(CancellationToken.None);

        Assert.NotNull(first);
        Assert.Equal(first, second);
        Assert.NotEqual(second, await LastUse(server, key));
    }

    [Fact]
    public async Task A_connection_that_was_cut_is_opened_anew()
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres);
        var deaf = await Deaf(server);
        var (_, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        await CheckingKeys.Check(deaf, text);

        await using (var connection = await server.Database.Engine.Connect(TestContext.Current.CancellationToken))
            Assert.Equal(
                1,
                await connection.ExecuteScalarAsync<int>(
                    "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%ORDINALITY%' AND pid <> pg_backend_pid()"
                )
            );

        Assert.True((await CheckingKeys.Check(deaf, text)).HasPassed);
    }

    [Fact]
    [Keeps("V13.1.3")]
    public async Task Who_gets_no_answer_is_let_go_after_a_second_and_the_next_one_passes()
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres);
        var deaf = await Deaf(server);
        var (_, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        await CheckingKeys.Check(deaf, text);
        await using var connection = await server.Database.Engine.Connect(TestContext.Current.CancellationToken);
        var held = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("LOCK TABLE api_keys IN ACCESS EXCLUSIVE MODE", transaction: held);

        var since = Stopwatch.StartNew();
        var early = CheckingKeys.CheckOnce(deaf, text).AsTask();
        await Task.Delay(FollowKeys.LongestSilence / 2, TestContext.Current.CancellationToken);
        var late = CheckingKeys.CheckOnce(deaf, text).AsTask();
        Assert.Equal(KeyVerdict.Away, (await early).Verdict);
        Assert.Equal(KeyVerdict.Away, (await late).Verdict);
        // Else it would be the database that gives up, after a minute (TestDatabase).
        Assert.InRange(since.Elapsed, FollowKeys.LongestSilence * 0.9, FollowKeys.LongestSilence * 20);
        await held.DisposeAsync();

        Assert.True((await CheckingKeys.Check(deaf, text)).HasPassed);
    }

    // Another node, whose memory counts no more.
    private static async Task<TestServer> Deaf(TestServer server)
    {
        var other = await server.Second();
        await other.Get<FollowKeys>().StopAsync(CancellationToken.None);
        await Eventually.Holds(() => !other.Get<FollowKeys>().IsHeard);
        return other;
    }

    private static async Task<DateTimeOffset?> LastUse(TestServer server, ApiKey key) =>
        (await server.Read(tx => tx.KnownKeys.Find(key.Number)))!.LastUsedAt;

    private static async Task Run(TestServer server, string sql)
    {
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }
}
