using System.Net;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>
/// An attack on the way from sign-in to an application: somebody else's code (to be that person), one's own code in somebody else's browser (to have that person work under
/// one's own name), and an address that leads elsewhere.
/// </summary>
[Keeps("DOOR-2"), Keeps("ALWAYS-2")]
public sealed class StealingACodeForAnApplication
{
    private const string Wiki = "wiki.localhost";
    private const string Shop = "shop.localhost";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_code_is_taken_once_though_it_comes_many_times_at_the_same_moment(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (at, _) = await SignedIn(server);
        using var _1 = at;
        var way = await Code(at);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Open(at.App.Twin(), way)));

        Assert.Single(answers, page => page.Status == HttpStatusCode.Redirect);
        Assert.All(answers.Where(page => page.Status != HttpStatusCode.Redirect), Refused);
        Refused(await Open(at.App, way));
    }

    [Fact]
    public async Task In_another_browser_a_code_opens_nothing_and_is_used_up()
    {
        await using var server = await TestServer.Start();
        var (at, _) = await SignedIn(server);
        using var _1 = at;
        using var thief = new AtApplication(server, Wiki);
        await thief.App.Get(Start(thief));

        foreach (var other in new[] { thief.App, server.Browser() })
        {
            other.Server = at.App.Server;
            var way = await Code(at);
            Refused(await Open(other, way));
            Assert.Null(other.Cookies[server.Get<CookieNames>().Forward]);
            Refused(await Open(at.App, way));
        }
    }

    [Fact]
    public async Task Half_a_minute_later_or_at_another_application_it_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var (at, company) = await SignedIn(server);
        using var _1 = at;
        await AtApplication.Register(server, company, Shop);
        using var shop = new AtApplication(server, Shop);
        var names = server.Get<CookieNames>();

        var late = await Code(at);
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        Refused(await Open(at.App, late));
        var way = await Code(at);
        shop.App.Cookies[names.ForwardStart] = at.App.Cookies[names.ForwardStart];
        Refused(await Open(shop.App, way));
        Assert.Equal(HttpStatusCode.NotFound, (await shop.App.Get(Start(at))).Status);
    }

    [Fact]
    public async Task A_code_of_a_session_that_ended_meanwhile_lets_nobody_pass()
    {
        await using var server = await TestServer.Start();
        var (at, _) = await SignedIn(server);
        using var _1 = at;
        var way = await Code(at);

        await at.Portal.Submit("/sign-out");
        await Open(at.App, way);

        Assert.Equal("no_session", AtApplication.ReasonOf(await at.Open()));
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("http://{wiki}@evil.test/")]
    [InlineData("http://evil.test#{wiki}/")]
    [InlineData("http://evil.test\\@{wiki}/")]
    [InlineData("http://{wiki}.evil.test/")]
    [InlineData("http://{wiki}:80@evil.test/")]
    [InlineData("http://evil.test/{wiki}")]
    [InlineData("http://wiki.localhost./")]
    [InlineData("http://WIKI.localhost/")]
    [InlineData("http://wiki\uff0elocalhost/")]
    [InlineData("http://wiki.localhost:0/")]
    [InlineData("http://wiki.localhost:99999/")]
    [InlineData("http://wiki.localhost\r\nX: y/")]
    [InlineData("http:/wiki.localhost/")]
    [InlineData("javascript://wiki.localhost/%0aalert(1)")]
    public async Task To_an_address_that_is_not_registered_nobody_is_led(string address)
    {
        await using var server = await TestServer.Start();
        var (at, _) = await SignedIn(server);
        using var _1 = at;
        var to = Uri.EscapeDataString(address.Replace("{wiki}", at.Host, StringComparison.Ordinal));

        foreach (var starter in new[] { "", "&starter=" + new string('a', 64) })
            Assert.Equal(HttpStatusCode.NotFound, (await at.Portal.Get($"/auth/go?to={to}{starter}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await at.App.Get($"/.sallyport/start?to={to}")).Status);
        Assert.Equal("/me", (await at.Portal.Visit($"/sign-in?returnTo={to}")).Path);
    }

    [Fact]
    public async Task Where_a_port_is_registered_nobody_is_led_to_another()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        await server.Write(tx =>
            tx.Applications.Add(
                new Core.Accounts.Application
                {
                    Id = "tools",
                    AccountId = company.Account.Id,
                    Host = Shop,
                    Port = 8443,
                    CreatedAt = tx.Now,
                }
            )
        );
        using var browser = await server.Given.SignedIn(company.Administrator);

        foreach (var starter in new[] { "", "&starter=" + new string('a', 64) })
        {
            var other = await browser.Get($"/auth/go?to={Uri.EscapeDataString($"http://{Shop}:8444/")}{starter}");
            var right = await browser.Get($"/auth/go?to={Uri.EscapeDataString($"http://{Shop}:8443/")}{starter}");
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Redirect), (other.Status, right.Status));
        }
    }

    private static async Task<(AtApplication, Company)> SignedIn(TestServer server)
    {
        var company = await server.Given.Account("numbering");
        await AtApplication.Register(server, company, Wiki);
        var at = new AtApplication(server, Wiki);
        await at.Portal.Submit(
            "/sign-in",
            ("login", company.Administrator.User.Email),
            ("password", company.Administrator.Password)
        );
        return (at, company);
    }

    private static string Start(AtApplication at) => $"/.sallyport/start?to={Uri.EscapeDataString($"http://{at.Host}/page")}";

    // The address on the application's host that a signed-in browser is sent to.
    private static async Task<string> Code(AtApplication at)
    {
        var started = await at.App.Get(Start(at));
        var given = await at.Portal.Get(started.Headers.Location!.PathAndQuery);
        Assert.StartsWith("/.sallyport/return?code=", given.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        return given.Headers.Location.PathAndQuery;
    }

    private static Task<Page> Open(Browser browser, string way) => browser.Get(way);

    private static void Refused(Page page) =>
        Assert.Equal((HttpStatusCode.Forbidden, "code_refused"), AtApplication.Verdict(page));
}
