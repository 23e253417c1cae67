using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Storage.Budgets;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Hanging;

/// <summary>Another process holds SQLite's file: whoever must write is told so in time, whoever reads goes on.</summary>
[Keeps("V13.1.3"), Keeps("SIGN-9")]
public sealed class WritingToALockedFile
{
    private const int Crowd = 20;

    [Fact]
    public async Task Every_sign_in_is_told_in_time_and_people_who_are_signed_in_go_on()
    {
        await using var server = await TestServer.Start(settings: s => s with { DatabaseStretch = 1 });
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        var (_, key) = await Keys.Of(server, anna);
        using var browser = await server.Given.SignedIn(anna);
        var form = await server.Browser().Fill("/sign-in", ("login", anna.User.Email), ("password", anna.Password));
        // Now "last seen" would be written at the next page.
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        using var program = new ApiProgram(server, "ApiKey " + key);

        await using (var other = new SqliteConnection($"Data Source={server.Settings.SqliteFile};Pooling=False"))
        {
            await other.OpenAsync();
            await other.ExecuteAsync("BEGIN EXCLUSIVE");
            await using var watches = new Stopwatches();
            var signIns = Enumerable
                .Range(0, Crowd)
                .Select(i =>
                    watches.Within(
                        DatabaseWork.Request.Longest,
                        "a sign-in",
                        async () => (await server.Browser($"127.0.0.{10 + i}").Send(form)).Status
                    )
                )
                .ToList();
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(HttpStatusCode.OK, await watches.Within(DatabaseWork.Mark.Longest, "a page", () => Page(browser)));
                Assert.Equal(HttpStatusCode.OK, (await program.Get("/me")).Status);
            }
            Assert.All(await Task.WhenAll(signIns), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        }

        await Eventually.Holds(async () => (await server.Browser().Send(form)).Status != HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<HttpStatusCode> Page(Browser browser) => (await browser.Get("/me")).Status;
}
