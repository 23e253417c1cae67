using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

public sealed class TryingAnotherWay
{
    [Fact]
    [Keeps("SIGN-4"), Keeps("SIGN-5")]
    public async Task The_second_page_offers_the_app_and_the_way_to_recovery()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var browser = server.Browser();

        var page = await browser.Enter("/sign-in", ("login", anna.User.Email), ("password", anna.Password));
        var recovery = await browser.Get("/sign-in/recovery");

        Assert.True(page.HasForm("code"));
        Assert.Contains("Try another way", page.Text, StringComparison.Ordinal);
        Assert.Contains("Don't know the code?", page.Text, StringComparison.Ordinal);
        Assert.True(recovery.HasForm("code"));
    }

    [Theory]
    [InlineData(RecoveryKind.Codes, true)]
    [InlineData(RecoveryKind.None, false)]
    [Keeps("RECOV-6"), Keeps("RECOV-8")]
    public async Task The_recovery_page_says_whom_to_ask(RecoveryKind recovery, bool hasBox)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { Recovery = recovery });
        await server.Write(tx => tx.Accounts.Change(company.Account with { SupportContact = "help@acme.test" }));
        var anna = await server.Given.App(company.Administrator);
        using var browser = server.Browser();
        await browser.Enter("/sign-in", ("login", anna.User.Email), ("password", anna.Password));

        var page = await browser.Get("/sign-in/recovery");

        Assert.Equal(hasBox, page.HasForm("code"));
        Assert.Contains("help@acme.test", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("SIGN-5")]
    public async Task Without_a_right_password_there_is_no_recovery_page()
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser();

        Assert.Equal("/sign-in", (await browser.Get("/sign-in/recovery")).Location);
        Assert.StartsWith("/sign-in", (await browser.Get("/sign-in/second-factor")).Location, StringComparison.Ordinal);
    }
}
