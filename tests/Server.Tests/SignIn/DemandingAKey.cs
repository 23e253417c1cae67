using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>Where security keys and passkeys alone satisfy the requirement.</summary>
[Keeps("MUST-12")]
public sealed class DemandingAKey
{
    private const string Portal = "/me/sessions";

    [Fact]
    public async Task A_code_of_the_app_is_neither_offered_nor_taken_of_who_has_a_key()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.App(await Ben(server));
        var key = await server.Key(ben);
        using var browser = await server.AtSecondStep(ben);
        Assert.Null(browser.Page.Field("code"));

        var form = browser.Page.Form(("answer", null), ("ceremony", null));
        await browser.Send(form with { Fields = [.. form.Fields, KeyValuePair.Create("code", server.Given.Code(ben))] });
        Assert.Null(browser.Cookies["sid"]);
        await browser.Get("/sign-in/second-factor");
        await browser.Touch(key);

        Assert.Equal(HttpStatusCode.OK, (await browser.Get(Portal)).Status);
        Assert.Equal(["security_key_demanded"], await server.Refusals(ben, "second_factor_checked"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Who_has_only_an_app_gets_in_to_set_up_a_key_and_another_app_does_not_free_the_session(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await server.Given.App(await Ben(server));
        using var browser = await server.Given.SignedIn(ben);

        Assert.Equal("/enrol", (await browser.Get(Portal)).Location);
        await server.Enrol(browser, ben);

        Assert.Equal("/enrol", (await browser.Get(Portal)).Location);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("RECOV-1"), Keeps("ALWAYS-4")]
    public async Task A_recovery_code_opens_enrolment_alone_until_another_key_is_registered(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await Ben(server);
        await server.Key(ben);
        var codes = await server.Given.RecoveryCodes(ben);
        using var browser = await server.AtSecondStep(ben);

        await browser.Submit("/sign-in/recovery", ("code", codes[0]));
        Assert.Equal("/enrol", browser.Page.Location);
        Assert.Equal("/enrol", (await browser.Get(Portal)).Location);
        await Register(server, browser);

        Assert.Equal(HttpStatusCode.OK, (await browser.Get(Portal)).Status);
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task A_code_of_the_app_is_no_fresh_proof_either()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.App(await Ben(server));
        var key = await server.Key(ben);
        using var browser = await server.AtSecondStep(ben);
        await browser.Touch(key);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var page = await browser.Get("/me/security/security-keys");

        Assert.Null(page.Field("proof"));
        Assert.NotNull(page.Field("proofCeremony"));
    }

    private static async Task<Person> Ben(TestServer server) =>
        await server.Given.User(
            await server.Given.Account("strict", p => p with { RequiredStrength = RequiredStrength.PhishingResistant })
        );

    private static async Task Register(TestServer server, Browser browser)
    {
        var page = await browser.Get("/me/security/security-keys");
        var options = page.Document.QuerySelector("form[data-key='create']")!.GetAttribute("data-options")!;
        await browser.Submit(("answer", new SoftAuthenticator(server.Origin()).Register(options)), ("name", "New one"));
    }
}
