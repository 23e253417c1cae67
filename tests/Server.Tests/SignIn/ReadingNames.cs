using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-1")]
public sealed class ReadingNames
{
    [Theory]
    [InlineData("/sign-in", "ben@acme.test", true)]
    [InlineData("/sign-in", "BEN@Acme.Test", true)]
    [InlineData("/sign-in", " ben@acme.test ", true)]
    [InlineData("/sign-in", "acme/ben", true)]
    [InlineData("/sign-in", "ACME/Ben", true)]
    [InlineData("/sign-in", "ben", true)]
    [InlineData("/sign-in", "twin", false)]
    [InlineData("/sign-in", "other/ben", false)]
    [InlineData("/sign-in", "acme/other/ben", false)]
    [InlineData("/sign-in?account=acme", "ben", true)]
    [InlineData("/sign-in?account=acme", "ben@acme.test", true)]
    [InlineData("/sign-in?account=acme", "acme/ben", true)]
    [InlineData("/sign-in?account=other", "ben", false)]
    [InlineData("/sign-in?account=other", "ben@acme.test", false)]
    [InlineData("/sign-in?account=nobody", "ben@acme.test", true)]
    public async Task A_typed_name_is_read_by_the_page_that_it_is_typed_on(string path, string typed, bool isBen)
    {
        await using var server = await TestServer.Start();
        var acme = await server.Given.Account("numbering", handle: "acme");
        var other = await server.Given.Account("numbering", handle: "other");
        var ben = await server.Given.User(acme, "ben");
        await server.Given.User(acme, "twin");
        await server.Given.User(other, "twin");
        using var browser = server.Browser();

        await browser.Submit(path, ("login", typed), ("password", ben.Password));

        Assert.Equal(isBen, browser.Cookies["sid"] is not null);
    }

    [Fact]
    public async Task The_host_name_decides_whose_page_it_is()
    {
        await using var server = await TestServer.Start();
        var acme = await server.Given.Account("registrar", handle: "acme");
        await server.Given.Account("numbering", handle: "other");
        await server.Write(tx => tx.Accounts.AddHost(acme.Account.Id, "login.acme.test"));
        using var browser = server.Browser();

        var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in") { Headers = { Host = "login.acme.test" } };
        var page = await browser.Send(request);

        Assert.Contains("acme Ltd", page.Text, StringComparison.Ordinal);
        Assert.Contains("Account and login name", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SignInForm.TwoStep, AppActivation.Verified, false)]
    [InlineData(SignInForm.SinglePage, AppActivation.Verified, true)]
    [InlineData(SignInForm.TwoStep, AppActivation.Trial, true)]
    public async Task The_token_box_stands_where_the_account_says(SignInForm form, AppActivation activation, bool hasBox)
    {
        await using var server = await TestServer.Start();
        await server.Given.Account("hosting", p => p with { SignInForm = form, AppActivation = activation });
        using var browser = server.Browser();

        var page = await browser.Get("/sign-in");

        Assert.Equal(hasBox, page.HasForm("login", "password", "token"));
    }
}
