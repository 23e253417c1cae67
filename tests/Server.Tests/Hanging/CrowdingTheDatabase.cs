using System.Net;
using Dapper;
using Npgsql;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Hanging;

/// <summary>Many strangers at two nodes on one small PostgreSQL: they wait for each other, and nobody else does.</summary>
[Keeps("V13.1.2")]
public sealed class CrowdingTheDatabase
{
    private const int Connections = 8;

    // What hears of keys and what looks them up: docs/configuration.md.
    private const int Beside = 2;
    private const int Crowd = 150;

    [Fact]
    public async Task Who_is_signed_in_and_who_has_a_key_go_on_and_PostgreSQL_refuses_no_connection()
    {
        await using var server = await TestServer.Start(
            DatabaseKind.Postgres,
            settings: s => s with { DatabaseConnections = Connections, DatabaseStretch = 1 }
        );
        await using var second = await server.Second();
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        var (_, key) = await Keys.Of(server, anna);
        TestServer[] nodes = [server, second];
        foreach (var node in nodes)
            await Good(node, anna, key);
        using var browser = await server.Given.SignedIn(anna);
        using var there = browser.Twin(second.Address);
        await there.Get("/me");
        var form = await server.Browser().Fill("/sign-in", ("login", "nobody@acme.test"), ("password", "wrong"));
        await using var watched = new NpgsqlConnection(TestDatabase.Server);
        await watched.OpenAsync();

        // Whoever attempts something waits for this table; that is every stranger's request.
        await using (var holder = new NpgsqlConnection(server.Settings.Database!.RevealText()))
        {
            await holder.OpenAsync();
            await holder.ExecuteAsync("BEGIN; LOCK TABLE throttles IN ACCESS EXCLUSIVE MODE");
            var strangers = nodes
                .SelectMany(node => Enumerable.Range(0, Crowd).Select(i => SignIn(node, form, $"127.1.{i / 200}.{1 + i % 200}")))
                .ToList();
            await Eventually.Holds(async () => await Waiting(watched, server) >= 2 * (Connections - Connections / 4));

            for (var i = 0; i < 3; i++)
                foreach (var (node, mine) in nodes.Zip([browser, there]))
                {
                    Assert.Equal(HttpStatusCode.OK, (await mine.Get("/me")).Status);
                    await Good(node, anna, key);
                    Assert.InRange(await Open(watched, server), 1, 2 * (Connections + Beside) + 1);
                }

            Assert.All(await Task.WhenAll(strangers), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        }
    }

    private static async Task Good(TestServer node, Person person, string key)
    {
        using var program = new ApiProgram(node, "ApiKey " + key);
        Assert.Equal(HttpStatusCode.OK, (await program.Get("/me")).Status);
    }

    private static async Task<HttpStatusCode> SignIn(TestServer node, FilledForm form, string from) =>
        (await node.Browser(from).Send(form)).Status;

    private static Task<int> Waiting(NpgsqlConnection watched, TestServer server) =>
        Count(watched, server, "wait_event_type = 'Lock'");

    private static Task<int> Open(NpgsqlConnection watched, TestServer server) => Count(watched, server, "TRUE");

    private static Task<int> Count(NpgsqlConnection watched, TestServer server, string which)
    {
        var database = new NpgsqlConnectionStringBuilder(server.Settings.Database!.RevealText()).Database;
        return watched.ExecuteScalarAsync<int>(
            $"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = @database AND backend_type = 'client backend' AND {which}",
            new { database }
        );
    }
}
