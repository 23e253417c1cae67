using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>Two tabs of one browser share its cookies, and each goes its own way.</summary>
[Keeps("SIGN-8")]
public sealed class SigningInInTwoTabs
{
    [Fact]
    public async Task Each_tab_lands_where_it_was_going()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account("numbering")).Administrator);
        using var browser = server.Browser();
        var first = await HalfWay(browser, anna, "/account/users?q=first");
        await HalfWay(browser, anna, "/account/users?q=second");

        var landed = await browser.Send(first.Form(("code", server.Given.Code(anna))));

        Assert.Equal("/account/users?q=first", landed.Location);
    }

    [Fact]
    public async Task A_second_tab_asks_for_the_factor_of_whoever_signs_in_there()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var anna = await server.Given.App(company.Administrator);
        var ben = await server.Given.Enrolled(company);
        using var browser = server.Browser();
        var annas = await HalfWay(browser, anna, "/me?tab=anna");
        await HalfWay(browser, ben, "/me?tab=ben");

        var landed = await browser.Send(annas.Form(("code", server.Given.Code(anna))));

        Assert.Equal("/me?tab=anna", landed.Location);
        Assert.Contains(anna.User.Login, (await browser.Get("/me")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_half_sign_in_of_another_browser_is_not_found_by_its_address()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account("numbering")).Administrator);
        using var browser = server.Browser();
        var page = await HalfWay(browser, anna, "/me");
        using var other = server.Browser();

        Assert.StartsWith("/sign-in?ended=1", (await other.Get(page.Address)).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_to_recovery_and_back_stays_with_its_tab()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict");
        var anna = await server.Given.App(company.Administrator);
        var codes = await server.Given.RecoveryCodes(anna);
        using var browser = server.Browser();
        var first = await HalfWay(browser, anna, "/account/users?q=first");
        var recovery = first.Document.QuerySelector("a[href^='/sign-in/recovery']")!.GetAttribute("href")!;
        await HalfWay(browser, anna, "/account/users?q=second");

        var page = await browser.Get(recovery);
        var back = page.Document.QuerySelector("a[href^='/sign-in/second-factor']")!.GetAttribute("href")!;
        Assert.Equal(first.Address, back);
        var landed = await browser.Send(page.Form(("code", codes[0])));

        Assert.Contains(Uri.EscapeDataString("/account/users?q=first"), landed.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sixth_tab_takes_the_place_of_the_first()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account("numbering")).Administrator);
        using var browser = server.Browser();
        var tabs = new List<Page>();
        foreach (var number in Enumerable.Range(1, 6))
        {
            tabs.Add(await HalfWay(browser, anna, $"/me?tab={number}"));
            server.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.Get(tabs[1].Address)).Status);
        Assert.Equal("/sign-in?ended=1&returnTo=%2Fme%3Ftab%3D1", (await browser.Get(tabs[0].Address)).Location);
    }

    /// <summary>Its form has a token of the time before anybody was signed in.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_form_that_was_open_while_another_tab_signed_in_leads_where_it_led(bool isSecondStep)
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account("numbering")).Administrator);
        using var browser = server.Browser();
        var open = isSecondStep
            ? (await HalfWay(browser, anna, "/account/users?q=open")).Form(("code", "123456"))
            : await browser.Fill(
                "/sign-in?returnTo=%2Faccount%2Fusers%3Fq%3Dopen",
                ("login", anna.User.Email),
                ("password", "x")
            );
        await server.Given.SignIn(browser, anna);

        var landed = await browser.Send(open);

        Assert.Equal("/account/users?q=open", landed.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
    }

    [Fact]
    public async Task Where_nobody_is_signed_in_a_form_without_its_token_is_refused_as_ever()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account("numbering")).Administrator);
        using var browser = server.Browser();

        var form = await browser.Fill("/sign-in", ("login", anna.User.Email), ("password", anna.Password));
        using var stranger = server.Browser();

        Assert.Equal(HttpStatusCode.BadRequest, (await stranger.Send(form)).Status);
    }

    private static async Task<Page> HalfWay(Browser browser, Person person, string returnTo)
    {
        await browser.Visit("/sign-in?returnTo=" + Uri.EscapeDataString(returnTo));
        var page = await browser.Enter(("login", person.User.Email), ("password", person.Password));
        Assert.StartsWith("/sign-in/second-factor", page.Address, StringComparison.Ordinal);
        return page;
    }
}
