using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

public sealed class LeavingWhileOneMustEnrol
{
    [Fact]
    [Keeps("MUST-2")]
    public async Task The_button_on_the_page_signs_out()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict");
        using var browser = server.Browser();
        await server.Given.SignIn(browser, company.Administrator);

        await browser.Follow(await browser.Send(browser.Page.Form()));

        Assert.StartsWith("/sign-in", (await browser.Get("/enrol")).Location, StringComparison.Ordinal);
    }
}
