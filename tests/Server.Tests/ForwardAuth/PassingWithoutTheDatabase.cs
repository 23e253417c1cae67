using System.Net;
using System.Text;
using Dapper;
using Npgsql;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

[Keeps("DOOR-2")]
public sealed class PassingWithoutTheDatabase
{
    private const string Wiki = "wiki.localhost";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("V13.1.3")]
    public async Task Nobody_passes_while_it_does_not_answer_and_everybody_does_afterwards(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        await AtApplication.Register(server, company, Wiki);
        var (_, text) = await Keys.Of(server, anna);
        using var at = new AtApplication(server, Wiki);
        await at.Enter(anna);
        var password = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{anna.User.Email}:{anna.Password}"));
        (string Name, string Value)[] ways =
        [
            ("Accept", "text/html"),
            ("Authorization", "ApiKey " + text),
            ("Authorization", "Basic " + password),
        ];
        foreach (var way in ways)
            Assert.Equal(HttpStatusCode.OK, (await at.Ask("", "/", way)).Status);

        await Break(server, kind);
        // What was looked up is remembered for less than a second.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        foreach (var way in ways)
        foreach (var rule in new[] { "", "?mode=full" })
        {
            var answer = await at.Ask(rule, "/", way);

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "away"), AtApplication.Verdict(answer));
            Assert.Equal("5", $"{answer.Headers.RetryAfter}");
            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Remote-", StringComparison.Ordinal));
            Assert.False(answer.Headers.Contains("Sallyport-Location"));
        }
        await Mend(server, kind);

        foreach (var way in ways)
            Assert.Equal(HttpStatusCode.OK, await Later(at, way));
    }

    // PostgreSQL goes away, with every connection; SQLite's file is there always, so that a table goes.
    private static async Task Break(TestServer server, DatabaseKind kind)
    {
        if (kind == DatabaseKind.Postgres)
            await AsOwner(
                server,
                name =>
                    $"ALTER DATABASE {name} ALLOW_CONNECTIONS false; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            );
        else
            await Run(server, "ALTER TABLE applications RENAME TO elsewhere");
    }

    private static Task Mend(TestServer server, DatabaseKind kind) =>
        kind == DatabaseKind.Postgres
            ? AsOwner(server, name => $"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            : Run(server, "ALTER TABLE elsewhere RENAME TO applications");

    private static async Task Run(TestServer server, string sql)
    {
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }

    private static async Task AsOwner(TestServer server, Func<string, string> sql)
    {
        var name = new NpgsqlConnectionStringBuilder(server.Settings.Database!.RevealText()).Database!;
        await using var connection = new NpgsqlConnection(TestDatabase.Server);
        await connection.ExecuteAsync(sql(name));
    }

    // Connections that broke are found out one by one.
    private static async Task<HttpStatusCode> Later(AtApplication at, (string, string) way)
    {
        Page? answer = null;
        await Eventually.Holds(async () => (answer = await at.Ask("", "/", way)).Status != HttpStatusCode.ServiceUnavailable);
        return answer!.Status;
    }
}
