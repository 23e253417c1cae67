using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.AuthenticatorApps;

public sealed class SettingUpForOthers
{
    [Fact]
    [Keeps("APP-8")]
    public async Task An_administrator_hands_out_a_token_and_its_owner_is_told()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var ben = await server.Given.User(company);
        var browser = await server.Given.SignedIn(company.Administrator);
        await browser.Get($"/account/users/{ben.User.Id}/authenticator-app");

        var shown = await browser.Submit(("replace", ""));

        Assert.Equal(new Factors(0, 1, 0), await server.Read(tx => tx.Factors.Of(ben.User.Id)));
        Assert.NotEmpty(shown.TextsOf("#hex"));
        Assert.Contains(await server.Mailbox.Of(ben), mail => mail.Kind == "appAdded");
        Assert.Contains($"/account/users/{ben.User.Id}", shown.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("APP-8"), Keeps("RECOV-3")]
    public async Task Recovery_codes_are_not_shown_to_the_administrator()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console", policy => policy with { EnrolForOthers = true });
        var ben = await server.Given.User(company);
        var browser = await server.Given.SignedIn(company.Administrator);
        var page = await browser.Get($"/account/users/{ben.User.Id}/authenticator-app");
        ben.Seed = page.Key();

        var answer = await browser.Submit(("code", server.Given.Code(ben)));
        server.Given.NextCode();

        Assert.Equal($"/account/users/{ben.User.Id}", answer.Location);
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(ben.User.Id)));
        var signedIn = await server.SignInWith(ben, server.Given.Code(ben));
        Assert.StartsWith("/me/security/recovery-codes?prompt=save", signedIn.Location, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("APP-8"), Keeps("ADMIN-5")]
    public async Task The_window_is_shut_without_the_setting_the_permission_or_the_account()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var ben = await server.Given.User(company);
        var stranger = (await server.Given.Account("hosting")).Administrator;
        var closed = await server.Given.Account("numbering");
        var carl = await server.Given.User(closed);

        async Task<HttpStatusCode> Open(Person who, Person whose) =>
            (await (await server.Given.SignedIn(who)).Get($"/account/users/{whose.User.Id}/authenticator-app")).Status;

        Assert.Equal(HttpStatusCode.OK, await Open(company.Administrator, ben));
        Assert.Equal(HttpStatusCode.NotFound, await Open(ben, company.Administrator));
        Assert.Equal(HttpStatusCode.NotFound, await Open(stranger, ben));
        Assert.Equal(HttpStatusCode.NotFound, await Open(closed.Administrator, carl));
    }
}
