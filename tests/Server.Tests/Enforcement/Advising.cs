using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

[Keeps("MUST-4")]
public sealed class Advising
{
    // Made before the cut-off, so that its advice is one.
    private static readonly DateTimeOffset Old = FakeClock.Start.AddYears(-1);

    [Fact]
    public async Task A_prompt_at_sign_in_can_be_skipped()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("registrar", createdAt: Old);
        using var browser = server.Browser();

        var page = await SignIn(browser, company, "/sign-in?returnTo=%2Fme%2Fsessions");

        Assert.Equal("/enrol", page.Path);
        Assert.Contains("advises multi-factor authentication", page.Banners[0], StringComparison.Ordinal);
        Assert.Equal("/me/sessions", page.Document.QuerySelector("main a.quiet")!.GetAttribute("href"));
        Assert.Null((await browser.Get("/account/policy")).Location);
    }

    [Fact]
    public async Task It_comes_at_each_sign_in()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("registrar", createdAt: Old);
        for (var time = 0; time < 2; time++)
        {
            using var browser = server.Browser();
            Assert.Equal("/enrol", (await SignIn(browser, company, "/sign-in")).Path);
        }
    }

    [Fact]
    public async Task Once_MFA_is_on_it_is_never_shown()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("registrar", createdAt: Old);
        await server.Given.App(company.Administrator);
        using var browser = server.Browser();

        await SignIn(browser, company, "/sign-in");
        var page = await browser.Enter(("code", server.Given.Code(company.Administrator)));

        Assert.NotEqual("/enrol", page.Path);
        Assert.Equal("/me/security", (await browser.Get("/enrol")).Location);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [Keeps("SIGN-8")]
    public async Task Later_never_leads_outside(string returnTo)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("registrar", createdAt: Old);
        using var browser = server.Browser();
        await SignIn(browser, company, "/sign-in");

        var page = await browser.Get("/enrol?returnTo=" + Uri.EscapeDataString(returnTo));

        Assert.Equal("/me", page.Document.QuerySelector("main a.quiet")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Where_nothing_is_asked_there_is_no_prompt()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = server.Browser();

        Assert.NotEqual("/enrol", (await server.Given.SignIn(browser, company.Administrator)).Path);
        Assert.Equal("/me/security", (await browser.Get("/enrol")).Location);
    }

    private static Task<Page> SignIn(Browser browser, Company company, string at) =>
        browser.Enter(at, ("login", $"{company.Account.Handle}/admin"), ("password", company.Administrator.Password));
}
