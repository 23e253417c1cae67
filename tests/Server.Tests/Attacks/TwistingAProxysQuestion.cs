using System.Net;
using System.Text;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An attack on what a proxy asks: by the part of its call that the client chooses, and by a host that is somebody else's.</summary>
[Keeps("DOOR-2")]
public sealed class TwistingAProxysQuestion
{
    /// <summary>Where the proxy appends path and query to <c>/auth/verify</c>, the query is the client's: it makes no rule wider, and no other original.</summary>
    [Theory]
    [InlineData("/auth/verify/orders?access=ISPROXY", "bad_rule")]
    [InlineData("/auth/verify/?access=ISPROXY", "bad_rule")]
    [InlineData("/auth/verify/orders?rule=line", "bad_rule")]
    [InlineData("/auth/verify/orders", "lacking_access")]
    [InlineData("/auth/verify/orders?access=API", "lacking_access")]
    [InlineData("/auth/verify/orders?access=ISPROXY&original=/orders", "bad_rule")]
    [InlineData("/auth/verify/orders?page=2&access=ISPROXY", "bad_rule")]
    [InlineData("/auth/verify/?page=2", "bad_rule")]
    [InlineData("/auth/verify/a/../b?original=/plain", "original_unreadable")]
    [InlineData("/auth/verify/orders?original=/plain", "original_unreadable")]
    public async Task What_a_client_appends_makes_no_rule_wider(string call, string reason)
    {
        await using var server = await TestServer.Start(settings: s =>
            s with
            {
                ForwardRules = new Dictionary<string, string> { ["line"] = "access=ISPROXY" },
            }
        );
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator, key => key with { Accesses = ["ISPROXY"] });

        var answer = await Ask(server.Browser(), call, ("Authorization", "ApiKey " + text));

        Assert.Equal((HttpStatusCode.Forbidden, reason), AtApplication.Verdict(answer));
    }

    /// <summary>A company's own host name is that company's, with an application registered there or without.</summary>
    [Fact]
    public async Task At_a_company_s_own_host_nobody_of_another_passes()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var stranger = (await server.Given.Account("hosting")).Administrator;
        const string Host = "portal.acme.test";
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, Host));
        using var mine = await server.Given.SignedIn(company.Administrator);
        using var theirs = await server.Given.SignedIn(stranger);
        using var program = server.Browser();
        var key = ("Authorization", "ApiKey " + (await Keys.Of(server, stranger)).Text);

        Assert.Equal(HttpStatusCode.OK, (await Ask(mine, "/auth/verify", ("X-Forwarded-Host", Host))).Status);
        foreach (
            var answer in new[]
            {
                await Ask(theirs, "/auth/verify", ("X-Forwarded-Host", Host)),
                await Ask(program, "/auth/verify", ("X-Forwarded-Host", Host), key),
            }
        )
            Assert.Equal((HttpStatusCode.Forbidden, "other_account"), AtApplication.Verdict(answer));
    }

    /// <summary>Somebody else set it and knows it: by Basic it would open what a session with it does not.</summary>
    [Fact]
    [Keeps("ADMIN-3")]
    public async Task A_password_that_must_be_changed_first_opens_no_door_for_programs()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ben.User.Email}:{ben.Password}"));
        using var program = new ApiProgram(server, basic);
        using var proxy = server.Browser();
        Assert.Equal(HttpStatusCode.OK, (await program.Get("/me")).Status);

        await server.Write(tx => tx.Users.DemandPasswordChange(ben.User.Id, tx.Now));

        Assert.Equal("credentials_wrong", (await program.Get("/me")).Code);
        Assert.Equal("credentials_wrong", AtApplication.ReasonOf(await Ask(proxy, "/auth/verify", ("Authorization", basic))));
    }

    /// <summary>Two cookies of one name: a neighbouring host has set one of them. Neither is believed.</summary>
    [Fact]
    public async Task A_cookie_that_comes_twice_is_none()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(company.Administrator);
        var name = server.Get<CookieNames>().Session;
        var right = $"{name}={browser.Cookies[name]}";
        using var raw = server.Browser();

        Assert.Equal(HttpStatusCode.OK, (await Ask(raw, "/auth/verify", ("Cookie", right))).Status);
        foreach (var line in new[] { $"{right}; {name}=x", $"{name}=x; {right}", $"{right};{right}" })
            Assert.Equal("no_session", AtApplication.ReasonOf(await Ask(raw, "/auth/verify", ("Cookie", line))));
    }

    /// <summary>The framework throws for A-labels that stand for nothing, and reads others as letters: neither is a way past an application's own people.</summary>
    [Fact]
    public async Task A_host_beyond_ASCII_is_its_own_company_s_and_one_that_stands_for_nothing_is_refused()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var stranger = (await server.Given.Account("hosting")).Administrator;
        await AtApplication.Register(server, company, "xn--bcher-kva.test");
        using var browser = server.Browser();
        var mine = ("Authorization", "ApiKey " + (await Keys.Of(server, company.Administrator)).Text);
        var theirs = ("Authorization", "ApiKey " + (await Keys.Of(server, stranger)).Text);

        foreach (var header in new[] { "Host", "X-Forwarded-Host" })
        {
            Assert.Equal(HttpStatusCode.OK, (await Ask(browser, "/auth/verify", (header, "xn--bcher-kva.test"), mine)).Status);
            Assert.Equal(
                "other_account",
                AtApplication.ReasonOf(await Ask(browser, "/auth/verify", (header, "xn--bcher-kva.test"), theirs))
            );
            foreach (var nothing in new[] { "xn--a", "xn--a.test:443" })
            {
                Assert.Equal(
                    (HttpStatusCode.Forbidden, "original_unreadable"),
                    AtApplication.Verdict(await Ask(browser, "/auth/verify", (header, nothing), theirs))
                );
                Assert.Equal(HttpStatusCode.BadRequest, (await Ask(browser, "/sign-in", (header, nothing))).Status);
            }
        }
    }

    private static async Task<Page> Ask(Browser browser, string call, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, call);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await browser.Send(request);
    }
}
