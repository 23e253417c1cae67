using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Enforcement;
using Sallyport.Core.IsProxy;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.IsProxy;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Clocks;

/// <summary>A node whose clock is an hour from the database's lets nobody in, at any door, and says so where a load balancer looks.</summary>
[Keeps("MUST-8")]
public sealed class AtAWrongClock
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<int> Hours => [-1, 1];

    [Theory, MemberData(nameof(Hours))]
    [Keeps("ALWAYS-5")]
    public async Task Nobody_comes_in_at_any_door_until_it_is_right(int hours)
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres, settings: WithLines);
        var company = await server.Given.Account("numbering", policy => policy with { PasswordOnApi = PasswordOnApi.Always });
        await AtApplication.Register(server, company, AtApplication.Wiki);
        using var at = new AtApplication(server, AtApplication.Wiki);
        await at.Enter(company.Administrator);
        var (_, key) = await Keys.Of(
            server,
            company.Administrator,
            asked => asked with { Accesses = [KeyAccess.Api, KeyAccess.IsProxy] }
        );
        var node = await server.Second(hours * Hour);

        var doors = await Doors(node, at, company, key);

        Assert.All(doors, door => Assert.False(door.IsOpen, door.Name));
        await Eventually.Holds(async () => await Readiness(node) == "unavailable");
        // The right node beside it serves.
        Assert.All(await Doors(server, at, company, key), door => Assert.True(door.IsOpen, door.Name));

        node.Clock.Step(-hours * Hour);
        Assert.All(await Doors(node, at, company, key), door => Assert.True(door.IsOpen, door.Name));
        await Eventually.Holds(async () => await Readiness(node) != "unavailable");
    }

    [Fact]
    [Keeps("SIGN-13")]
    public async Task Who_is_in_does_not_stay_when_the_clock_goes_wrong()
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres, settings: WithLines);
        var company = await server.Given.Account("numbering", policy => policy with { PasswordOnApi = PasswordOnApi.Always });
        var (_, key) = await Keys.Of(
            server,
            company.Administrator,
            asked => asked with { Accesses = [KeyAccess.Api, KeyAccess.IsProxy] }
        );
        using var browser = await server.Given.SignedIn(company.Administrator);
        using var byPassword = await LineClient.LoggedIn(server, company.Administrator);
        using var byKey = await LineClient.Connect(server);
        Assert.Equal("100 Login ok", await byKey.Ask("LOGIN " + key));

        server.Clock.Step(Hour);

        Assert.Null(await byPassword.Hear());
        Assert.Null(await byKey.Hear());
        var page = await browser.Get("/me");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.Equal("5", Assert.Single(page.Headers.GetValues("Retry-After")));
        server.Clock.Step(-Hour);
        Assert.Equal("/me", (await browser.Visit("/me")).Path);
    }

    private static Settings WithLines(Settings settings) =>
        settings with
        {
            IsProxy = new IsProxySettings { Address = new IPEndPoint(IPAddress.Loopback, 0), Tls = IsProxyTls.Off },
        };

    private static async Task<List<(string Name, bool IsOpen)>> Doors(
        TestServer node,
        AtApplication at,
        Company company,
        string key
    )
    {
        var person = company.Administrator;
        using var portal = at.Portal.Twin(node.Address);
        using var newcomer = node.Browser();
        using var byKey = new ApiProgram(node, "ApiKey " + key);
        using var byPassword = new ApiProgram(node, ByPassword(person));
        using var nobody = new ApiProgram(node);
        using var cookie = new ApiProgram(node);
        return
        [
            ("a page", (await portal.Get("/me")).Status == HttpStatusCode.OK),
            ("the sign-in page", (await newcomer.Get("/sign-in")).Status == HttpStatusCode.OK),
            ("the API by key", (await byKey.Get("/me")).Status == HttpStatusCode.OK),
            ("the API by password", (await byPassword.Get("/me")).Status == HttpStatusCode.OK),
            ("a session for programs", (await nobody.Post("/session", Body(person))).Status == HttpStatusCode.OK),
            ("an application by session", (await at.Ask(node, "", "/")).Status == HttpStatusCode.OK),
            (
                "an application by key",
                (await at.Ask(node, "?access=API", "/", ("Authorization", "ApiKey " + key))).Status == HttpStatusCode.OK
            ),
            ("a line by key", await LogsIn(node, "LOGIN " + key)),
            ("a line by password", await LogsIn(node, $"LOGIN {person.Account.Handle}/{person.User.Login} {person.Password}")),
        ];
    }

    private static async Task<bool> LogsIn(TestServer node, string line)
    {
        using var client = await LineClient.Connect(node);
        return await client.Ask(line) == "100 Login ok";
    }

    private static string ByPassword(Person person) =>
        "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{person.User.Email}:{person.Password}"));

    private static System.Text.Json.Nodes.JsonObject Body(Person person) =>
        new() { ["login"] = person.User.Email, ["password"] = person.Password };

    private static async Task<string> Readiness(TestServer node)
    {
        using var browser = node.Browser();
        return (await browser.Get("/health/ready")).Body;
    }
}
