using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Enforcement;
using Sallyport.Server.SignIn;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

[Keeps("DOOR-2")]
public sealed class PassingByASession
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-8")]
    public async Task A_browser_is_sent_to_sign_in_and_comes_back(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var anna = await server.Given.App(company.Administrator);
        await AtApplication.Register(server, company, AtApplication.Wiki);
        using var at = new AtApplication(server, AtApplication.Wiki);
        var before = await at.Open("/pages/1?q=a%20b&c=d");

        var end = await at.Enter(anna, "/pages/1?q=a%20b&c=d");
        var after = await at.Open("/pages/1?q=a%20b&c=d");

        Assert.Equal((HttpStatusCode.Unauthorized, "no_session"), AtApplication.Verdict(before));
        Assert.StartsWith(
            $"{server.Address}sign-in?account={company.Account.Handle}&returnTo=http%3A%2F%2F{AtApplication.Wiki}",
            AtApplication.LocationOf(before).OriginalString,
            StringComparison.Ordinal
        );
        Assert.Equal($"http://{at.Host}/pages/1?q=a%20b&c=d", end.AbsoluteUri);
        Assert.Equal(HttpStatusCode.OK, after.Status);
        Assert.Equal(
            (anna.User.Login, "pwd,otp", ""),
            (Header(after, "Remote-User"), Header(after, "Remote-Methods"), Header(after, "Remote-Key"))
        );
        Assert.Contains(
            AtApplication.Wiki,
            Assert.Single(await Trail.Of(server, company, AuditAction.ApplicationEntered)).Fields,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_is_signed_in_already_comes_back_without_a_word()
    {
        await using var server = await TestServer.Start();
        var (_, at) = await AtApplication.Entered(server);
        using var _1 = at;
        at.Cookie = null;

        var end = await at.Wander(AtApplication.LocationOf(await at.Open("/other")));

        Assert.Equal("/other", end.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, (await at.Open()).Status);
    }

    [Fact]
    public async Task The_cookie_counts_at_its_own_host_alone()
    {
        await using var server = await TestServer.Start();
        var (company, at) = await AtApplication.Entered(server);
        using var _1 = at;
        await AtApplication.Register(server, company, "shop.localhost");
        using var shop = new AtApplication(server, "shop.localhost");

        shop.Cookie = at.Cookie;

        Assert.Equal("no_session", AtApplication.ReasonOf(await shop.Open()));
        shop.App.Cookies[server.Get<CookieNames>().Session] = at.Portal.Cookies[server.Get<CookieNames>().Session];
        shop.Cookie = null;
        Assert.Equal("no_session", AtApplication.ReasonOf(await shop.Open()));
    }

    [Fact]
    [Keeps("ALWAYS-4"), Keeps("MUST-2"), Keeps("MUST-3")]
    public async Task A_session_that_must_enrol_is_sent_to_enrol()
    {
        await using var server = await TestServer.Start();
        var (company, at) = await AtApplication.Entered(server, policy => policy with { Bites = Bites.EveryRequest });
        using var _1 = at;

        await server.Given.Policy(company, policy => policy with { Requirement = Requirement.Required });
        var answer = await at.Open();

        Assert.Equal((HttpStatusCode.Unauthorized, "must_enrol"), AtApplication.Verdict(answer));
        Assert.Equal(new Uri(server.Address, "/enrol"), AtApplication.LocationOf(answer));
        at.Cookie = null;
        var way = AtApplication.LocationOf(await at.Open());
        Assert.Equal("/enrol", (await at.Portal.Follow(await at.Portal.Get(way.PathAndQuery))).Path);
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task The_rule_s_permission_is_the_person_s_at_this_moment()
    {
        await using var server = await TestServer.Start();
        var (company, at) = await AtApplication.Entered(server);
        using var _1 = at;
        var before = await at.Open("/", "?permission=VIEW_AUDIT");

        await server.Write(tx => tx.Users.ChangeDetails(company.Administrator.User with { Role = BuiltInRole.All }));

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Contains("VIEW_AUDIT", Header(before, "Remote-Permissions")!.Split(','));
        Assert.Equal(
            (HttpStatusCode.Forbidden, "lacking_permission"),
            AtApplication.Verdict(await at.Open("/", "?permission=VIEW_AUDIT"))
        );
    }

    [Fact]
    [Keeps("MUST-12")]
    public async Task A_code_of_an_app_is_not_strong_enough_where_a_key_is_asked()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var anna = await server.Given.App(company.Administrator);
        await AtApplication.Register(server, company, AtApplication.Wiki);
        using var at = new AtApplication(server, AtApplication.Wiki);
        await at.Enter(anna);

        Assert.Equal(
            (HttpStatusCode.Forbidden, "lacking_strength"),
            AtApplication.Verdict(await at.Open("/", "?strength=phishingResistant"))
        );
        await server.Write(tx =>
            server.Get<OpenSession>().Open(tx, anna.User, anna.Account, "hwk user", new Arrival("127.0.0.1", "/me", null))
        );
        Assert.Equal(HttpStatusCode.OK, (await at.Open("/", "?strength=any")).Status);
    }

    [Fact]
    public async Task A_user_of_another_company_is_refused_with_a_reason_and_not_sent_in_circles()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var other = await server.Given.Account("numbering");
        await AtApplication.Register(server, company, AtApplication.Wiki);
        using var at = new AtApplication(server, AtApplication.Wiki);
        using var stranger = await server.Given.SignedIn(other.Administrator);

        var way = AtApplication.LocationOf(await at.Open("/x"));
        var page = await stranger.Visit(way.PathAndQuery);
        var direct = await stranger.Get(
            $"/auth/go?to=http%3A%2F%2F{Uri.EscapeDataString(at.Host)}%2F&starter={new string('a', 64)}"
        );

        foreach (var answer in new[] { page, direct })
        {
            Assert.Equal((HttpStatusCode.Forbidden, "other_account"), AtApplication.Verdict(answer));
            Assert.Equal("This application belongs to another company", answer.Heading);
        }
    }

    [Fact]
    public async Task On_Sallyport_s_own_host_the_portal_s_cookie_counts()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(company.Administrator);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");

        var answer = await browser.Send(request);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(company.Account.Handle, Header(answer, "Remote-Account"));
        using var nobody = server.Browser();
        using var open = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");
        open.Headers.Add("X-Original-URI", "/tools?x=1");
        open.Headers.Add("Accept", "text/html");
        Assert.Equal(
            new Uri(server.Address, "/sign-in?returnTo=%2Ftools%3Fx%3D1").OriginalString,
            AtApplication.LocationOf(await nobody.Send(open)).OriginalString
        );
    }

    [Fact]
    public async Task A_script_is_told_and_not_led_away()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        await AtApplication.Register(server, company, AtApplication.Wiki);
        using var at = new AtApplication(server, AtApplication.Wiki);

        var script = await at.Ask("", "/", ("Accept", "text/html"), ("Sec-Fetch-Mode", "cors"));
        var page = await at.Ask("?mode=full", "/", ("Sec-Fetch-Mode", "navigate"));
        var program = await at.Ask();

        Assert.Equal((HttpStatusCode.Unauthorized, null), (script.Status, script.Headers.Location));
        Assert.All([script, program], one => Assert.Equal(AtApplication.LocationOf(page), AtApplication.LocationOf(one)));
        Assert.DoesNotContain("Basic", $"{script.Headers.WwwAuthenticate}", StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Found, AtApplication.LocationOf(page)), (page.Status, page.Headers.Location));
        Assert.Equal(HttpStatusCode.Unauthorized, program.Status);
        Assert.Contains("Basic", $"{program.Headers.WwwAuthenticate}", StringComparison.Ordinal);
    }

    private static string? Header(Page page, string name) =>
        page.Headers.TryGetValues(name, out var values) ? string.Join('|', values) : null;
}
