using System.Net;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Attacks on the way to an application: a code in another browser, twice, late, at another host; and login CSRF by a code of the attacker's.</summary>
[Keeps("DOOR-2")]
public sealed class BringingOnesOwnCode
{
    private const string Wiki = "wiki.localhost";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-2")]
    public async Task A_code_is_taken_once_of_many_tries_at_the_same_time(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var (at, code) = await AtTheReturn(server);
        using var _1 = at;
        var browsers = Enumerable
            .Range(0, 12)
            .Select(i => at.App.Twin(new Uri($"http://{Wiki}:{(i % 2 == 0 ? server : second).Address.Port}")))
            .ToList();

        var answers = await Task.WhenAll(browsers.Select(browser => browser.Get(code)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Found);
        Assert.All(
            answers.Where(answer => answer.Status != HttpStatusCode.Found),
            answer => Assert.Equal((HttpStatusCode.Forbidden, "code_refused"), AtApplication.Verdict(answer))
        );
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task A_code_in_a_browser_that_did_not_begin_signs_nobody_in_and_is_used_up()
    {
        await using var server = await TestServer.Start();
        var (at, code) = await AtTheReturn(server);
        using var _1 = at;
        using var victim = new AtApplication(server, Wiki);

        var bare = await victim.App.Get(code);
        var own = await at.App.Get(code);

        Assert.Equal("code_refused", AtApplication.ReasonOf(bare));
        Assert.Null(victim.Cookie);
        Assert.Equal("code_refused", AtApplication.ReasonOf(own));
    }

    [Fact]
    public async Task A_victim_that_has_begun_too_takes_no_code_of_an_attacker_s()
    {
        await using var server = await TestServer.Start();
        var (at, code) = await AtTheReturn(server);
        using var _1 = at;
        using var victim = new AtApplication(server, Wiki);
        await victim.App.Get($"/.sallyport/start?to={Uri.EscapeDataString($"http://{victim.Host}/")}");

        Assert.NotNull(victim.App.Cookies[server.Get<CookieNames>().ForwardStart]);
        Assert.Equal("code_refused", AtApplication.ReasonOf(await victim.App.Get(code)));
        Assert.Null(victim.Cookie);
    }

    [Fact]
    public async Task A_victim_s_code_for_an_attacker_s_browser_dies_where_it_arrives()
    {
        await using var server = await TestServer.Start();
        var (at, _) = await AtTheReturn(server);
        using var _1 = at;
        using var attacker = new AtApplication(server, Wiki);
        var begun = await attacker.App.Get($"/.sallyport/start?to={Uri.EscapeDataString($"http://{attacker.Host}/")}");

        // The victim, signed in at the portal, follows the attacker's link.
        var led = await at.Portal.Get(begun.Headers.Location!.PathAndQuery);
        var arrived = await at.App.Get(led.Location!);
        var stolen = await attacker.App.Get(led.Location!);

        Assert.StartsWith("/.sallyport/return?code=", led.Location, StringComparison.Ordinal);
        Assert.Equal("code_refused", AtApplication.ReasonOf(arrived));
        Assert.Equal("code_refused", AtApplication.ReasonOf(stolen));
    }

    [Fact]
    public async Task A_code_is_over_after_thirty_seconds()
    {
        await using var server = await TestServer.Start();
        var (at, code) = await AtTheReturn(server);
        using var _1 = at;

        server.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("code_refused", AtApplication.ReasonOf(await at.App.Get(code)));
    }

    [Fact]
    public async Task A_code_for_one_application_opens_no_other_and_not_the_portal()
    {
        await using var server = await TestServer.Start();
        foreach (var host in new[] { "shop.localhost", "127.0.0.1" })
        {
            var (at, code) = await AtTheReturn(server, host);
            using var _1 = at;
            using var other = at.App.Twin(new Uri($"http://{host}:{server.Address.Port}"));

            Assert.Equal("code_refused", AtApplication.ReasonOf(await other.Get(code)));
        }
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("http://wiki.localhost@evil.test/")]
    [InlineData("http://wiki.localhost.evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("")]
    public async Task Neither_the_beginning_nor_the_way_leads_elsewhere(string to)
    {
        await using var server = await TestServer.Start();
        var (at, _) = await AtTheReturn(server);
        using var _1 = at;
        var typed = Uri.EscapeDataString(to);

        Assert.Equal(HttpStatusCode.NotFound, (await at.App.Get($"/.sallyport/start?to={typed}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await at.Portal.Get($"/auth/go?to={typed}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await at.Portal.Get($"/auth/go?to={typed}&starter={new string('a', 64)}")).Status);
        Assert.Equal("/me", (await at.Portal.Get($"/sign-in?returnTo={typed}")).Location);
    }

    /// <summary>A browser that has come as far as its code, and the address with it.</summary>
    private static async Task<(AtApplication At, string Code)> AtTheReturn(TestServer server, string? another = null)
    {
        var company = await server.Given.Account("numbering");
        if (await server.Read(tx => tx.Applications.FindByHost(Wiki)) is { } former)
            await server.Write(tx => tx.Applications.Remove(former));
        await AtApplication.Register(server, company, Wiki);
        if (another is not null)
            await AtApplication.Register(server, company, another);
        var at = new AtApplication(server, Wiki);
        await server.Given.SignIn(at.Portal, company.Administrator);
        var begun = await at.App.Get($"/.sallyport/start?to={Uri.EscapeDataString($"http://{at.Host}/page")}");
        var led = await at.Portal.Get(begun.Headers.Location!.PathAndQuery);
        return (at, led.Location!);
    }
}
