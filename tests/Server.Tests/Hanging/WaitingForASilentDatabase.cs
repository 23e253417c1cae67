using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Storage.Budgets;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Hanging;

/// <summary>The database is not gone, it hangs: nobody waits long, nobody passes, and everything is well right after it.</summary>
[Keeps("V13.1.3"), Keeps("DOOR-2"), Keeps("ALWAYS-3")]
public sealed class WaitingForASilentDatabase
{
    private const string Wiki = "wiki.localhost";

    // More than one, so that a queue behind the first would show.
    private const int AtOnce = 4;

    [Fact]
    public async Task Behind_a_network_that_swallows_everything_each_door_says_so_in_its_time_and_all_pass_afterwards()
    {
        await using var network = new SilentNetwork();
        await using var server = await TestServer.Start(
            DatabaseKind.Postgres,
            settings: s => s with { Database = network.Through(s.Database!), DatabaseStretch = 1 }
        );
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        await AtApplication.Register(server, company, Wiki);
        var (_, key) = await Keys.Of(server, anna);
        using var at = new AtApplication(server, Wiki);
        await at.Enter(anna);
        using var bearer = await ApiProgram.SignedIn(server, anna);
        using var browser = await server.Given.SignedIn(anna);
        var form = await server.Browser("127.0.0.9").Fill("/sign-in", ("login", anna.User.Email), ("password", "wrong"));
        var password = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{anna.User.Email}:{anna.Password}"));
        (string What, DatabaseWork Work, Func<Task<HttpStatusCode>> Ask)[] doors =
        [
            ("a page", DatabaseWork.Request, async () => (await browser.Twin().Get("/me")).Status),
            ("a sign-in", DatabaseWork.Request, async () => (await server.Browser("127.0.0.9").Send(form)).Status),
            ("a key at the API", DatabaseWork.Check, () => Rest(server, "ApiKey " + key)),
            ("a session at the API", DatabaseWork.Check, () => Rest(server, bearer.Authorization!)),
            ("a session at an application", DatabaseWork.Check, async () => (await at.Open()).Status),
            ("a key at an application", DatabaseWork.Check, async () => (await Proxy(at, "ApiKey " + key)).Status),
            ("a password at an application", DatabaseWork.Request, async () => (await Proxy(at, "Basic " + password)).Status),
            ("readiness", DatabaseWork.Request, async () => (await server.Browser().Get("/health/ready")).Status),
        ];

        network.FallSilent();
        // What was looked up is remembered for less than a second, and so is what was heard.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        await using (var watches = new Stopwatches())
            await Task.WhenAll(
                from door in doors
                from _ in Enumerable.Range(0, AtOnce)
                select Refused(watches, door.What, door.Work.Longest, door.Ask)
            );
        network.Mend();

        foreach (var (what, _, ask) in doors.Where(door => door.What != "a sign-in"))
            await Eventually.Holds(async () => await ask() == HttpStatusCode.OK);
    }

    private static async Task Refused(Stopwatches watches, string what, TimeSpan limit, Func<Task<HttpStatusCode>> ask) =>
        Assert.Equal((what, HttpStatusCode.ServiceUnavailable), (what, await watches.Within(limit, what, ask)));

    private static async Task<HttpStatusCode> Rest(TestServer server, string authorization)
    {
        using var program = new ApiProgram(server, authorization);
        return (await program.Get("/me")).Status;
    }

    private static Task<Page> Proxy(AtApplication at, string authorization) => at.Ask("", "/", ("Authorization", authorization));
}
