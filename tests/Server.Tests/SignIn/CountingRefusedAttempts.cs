using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Audit;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>Nobody makes the trail grow by knocking: what a limit refuses is counted, and told once a minute.</summary>
[Keeps("ADMIN-8")]
public sealed class CountingRefusedAttempts
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-6"), Keeps("SIGN-7")]
    public async Task What_a_name_s_counter_refuses_is_one_event_for_each_user_address_reason_and_minute(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var anna = (await server.Given.Account("numbering", handle: "acme")).Administrator;
        for (var i = 1; i <= 5; i++)
            await Guess(server, anna.User.Email, $"127.0.3.{i}");
        for (var i = 0; i < 4; i++)
            await Guess(server, anna.User.Email, "127.0.3.10");
        await Guess(server, anna.User.Email, "127.0.3.11");

        var events = await Told(server, anna.Account.Id);

        Assert.Equal(
            [("127.0.3.10", "4"), ("127.0.3.11", "1")],
            events.Select(row => (row.Address, Field(row, "count"))).Order()
        );
        Assert.All(
            events,
            row =>
                Assert.Equal(
                    (anna.User.Id, anna.User.Login, "refused", "too_many", "portal"),
                    (row.TargetId, row.TargetName, row.Outcome, row.Reason, row.Door)
                )
        );
        Assert.All(events, row => Assert.Equal("2025-01-06T09:00:00Z", Field(row, "minute")));
    }

    [Fact]
    [Keeps("SIGN-6")]
    public async Task Names_that_nobody_has_are_counted_together()
    {
        await using var server = await TestServer.Start();
        await server.StopJobs();
        await server.Given.Account("numbering", handle: "acme");
        foreach (var name in new[] { "nobody@acme.test", "noone@acme.test" })
        {
            for (var i = 1; i <= 5; i++)
                await Guess(server, name, $"127.0.3.{i}");
            await Guess(server, name, "127.0.3.10");
        }

        var row = Assert.Single(await Told(server, AuditChain.Installation));

        Assert.Equal(("", "", "too_many", "2"), (row.TargetId, row.TargetName, row.Reason, Field(row, "count")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-7")]
    public async Task What_an_address_s_budget_refuses_is_one_event_without_a_name_and_no_row_meanwhile(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var company = await server.Given.Account("numbering", handle: "acme");
        for (var i = 0; i < 20; i++)
            await Guess(server, $"name{i}@acme.test", "127.0.0.1");
        var before = await Rows(server);

        for (var i = 0; i < 30; i++)
            Assert.Equal(
                HttpStatusCode.TooManyRequests,
                (await Guess(server, i % 2 == 0 ? company.Administrator.User.Email : $"name{i}@acme.test", "127.0.0.1")).Status
            );

        Assert.Equal(before, await Rows(server));
        var row = Assert.Single(await Told(server, AuditChain.Installation));
        Assert.Equal(
            ("", "too_many_from_address", "127.0.0.1", "30"),
            (row.TargetId, row.Reason, row.Address, Field(row, "count"))
        );
        Assert.Empty(await Told(server, company.Account.Id));
    }

    [Fact]
    [Keeps("SIGN-15"), Keeps("SIGN-7")]
    public async Task Links_asked_for_by_an_address_that_has_none_left_cost_no_row_either()
    {
        await using var server = await TestServer.Start();
        await server.StopJobs();
        await server.Given.Account("numbering", handle: "acme");
        Task<Page> Ask(int i) => server.Browser().Submit("/sign-in/forgotten", ("login", $"name{i}@acme.test"));
        for (var i = 0; i < 20; i++)
            await Ask(i);
        var before = await Rows(server);

        for (var i = 0; i < 5; i++)
            await Ask(i);

        Assert.Equal(before, await Rows(server));
        Assert.Equal("5", Field(Assert.Single(await Told(server, AuditChain.Installation)), "count"));
    }

    [Fact]
    public async Task Ever_new_addresses_fill_neither_memory_nor_trail()
    {
        await using var server = await TestServer.Start();
        await server.StopJobs();
        var refusals = new AttemptRefusals(server.Database);
        const int Most = CountedRefusals<RefusedAttempt>.Most;
        void Come(int from, int many)
        {
            for (var i = from; i < from + many; i++)
                refusals.Count(
                    "",
                    "too_many",
                    new Origin(Door.Api, $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}", "", ""),
                    server.Clock.Now
                );
        }

        // Written down or not: the bound is on what comes of a minute.
        Come(0, Most / 2);
        await refusals.WriteCounts(CancellationToken.None);
        Come(0, Most + 300);
        await refusals.WriteCounts(CancellationToken.None);

        var rows = await server.Write(tx => tx.AttemptRefusals.TakeBefore(server.Clock.Now.AddMinutes(1), 20_000));
        Assert.Equal(Most + 1, rows.Count);
        Assert.Equal(300, Assert.Single(rows, row => row.Reason == "others").Count);
        Assert.Equal(Most + (Most / 2) + 300, rows.Sum(row => row.Count));
    }

    [Fact]
    public async Task A_whole_network_of_IPv6_is_one_address()
    {
        await using var server = await TestServer.Start();
        var refusals = new AttemptRefusals(server.Database);
        foreach (var address in new[] { "2001:db8::1", "2001:db8::ffff" })
            refusals.Count("", "too_many", new Origin(Door.Api, address, "", ""), server.Clock.Now);
        await refusals.WriteCounts(CancellationToken.None);

        var row = Assert.Single(await server.Write(tx => tx.AttemptRefusals.TakeBefore(server.Clock.Now.AddMinutes(1), 10)));

        Assert.Equal(("2001:db8::/64", 2), (row.Address, row.Count));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Nothing_is_lost_when_a_node_stops(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var second = await server.Second();
        await second.StopJobs();
        second.Get<AttemptRefusals>().Count("", "too_many", new Origin(Door.Api, "192.0.2.1", "", ""), server.Clock.Now);

        await second.DisposeAsync();
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await new AttemptRefusals(server.Database).Write(CancellationToken.None);

        Assert.Equal("1", Field(Assert.Single(await Told(server, AuditChain.Installation)), "count"));
    }

    private static async Task<IReadOnlyList<AuditRow>> Told(TestServer server, string chain)
    {
        await server.Get<AttemptRefusals>().Write(CancellationToken.None);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await server.Get<AttemptRefusals>().Write(CancellationToken.None);
        await server.Get<AttemptRefusals>().Write(CancellationToken.None);
        return await server.Read(tx =>
            tx.AuditTrail.Page(new AuditQuestion(chain, null, null, "", Words.Snake(AuditAction.AttemptRefused), 100, 0))
        );
    }

    private static async Task<int> Rows(TestServer server)
    {
        var rows = 0L;
        foreach (var head in await server.Read(tx => tx.AuditTrail.Heads()))
            rows += head.Position;
        return (int)rows;
    }

    private static string? Field(AuditRow row, string name) =>
        System.Text.Json.JsonDocument.Parse(row.Fields).RootElement.GetProperty(name).GetString();

    private static async Task<Page> Guess(TestServer server, string name, string from)
    {
        using var browser = server.Browser(from);
        return await browser.Submit("/sign-in", ("login", name), ("password", "wrong"));
    }
}
