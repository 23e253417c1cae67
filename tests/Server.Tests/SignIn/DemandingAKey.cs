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
        Assert.Equal("/enrol", (await browser.Visit(Portal)).Path);
        Assert.Contains("Setup security key", browser.Page.Text, StringComparison.Ordinal);
        await Register(server, browser);

        Assert.Equal(HttpStatusCode.OK, (await browser.Get(Portal)).Status);
    }

    [Fact]
    [Keeps("RECOV-1"), Keeps("MUST-3")]
    public async Task After_a_recovery_code_an_app_does_not_free_the_session_of_who_has_a_key_wherever_it_bites()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(
            await server.Given.Account(
                "strict",
                p => p with { RequiredStrength = RequiredStrength.PhishingResistant, Bites = Bites.NextSignIn }
            )
        );
        await server.Key(ben);
        var codes = await server.Given.RecoveryCodes(ben);
        using var browser = await server.AtSecondStep(ben);
        await browser.Submit("/sign-in/recovery", ("code", codes[0]));

        await server.Enrol(browser, ben);

        Assert.True((await server.Read(tx => tx.Factors.Of(ben.User.Id))).Apps > 0);
        Assert.Equal("/enrol", (await browser.Get(Portal)).Location);
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
        var form = page.Form(("answer", null), ("proofCeremony", null));
        await browser.Send(form with { Fields = [.. form.Fields, KeyValuePair.Create("proof", server.Given.Code(ben))] });
        Assert.Equal(["security_key_demanded"], await server.Refusals(ben, "proof_given"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-3")]
    public async Task A_running_session_of_who_has_a_key_goes_on_once_the_key_was_shown(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account();
        var ben = await server.Given.App(await server.Given.User(company));
        var key = await server.Key(ben);
        using var browser = await server.Given.SignedIn(ben);
        await server.Given.Policy(company, p => p with { RequiredStrength = RequiredStrength.PhishingResistant });

        Assert.Equal("/enrol", (await browser.Visit(Portal)).Path);
        Assert.Equal("Show your security key", browser.Page.Heading);
        // The proof that opened the session is of before, and sets up no other key.
        Assert.Null((await browser.Get("/me/security/security-keys")).Document.QuerySelector("form[data-key='create']"));
        await browser.Get("/enrol?returnTo=" + Uri.EscapeDataString(Portal));
        await browser.Submit(("returnTo", Portal));
        Assert.Null(browser.Page.Field("proof"));
        var shown = await browser.Send(browser.Page.Touched(key));

        Assert.Equal(Portal, shown.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get(Portal)).Status);
    }

    [Fact]
    [Keeps("MUST-3")]
    public async Task A_session_in_which_the_key_was_registered_or_shown_before_goes_on()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var ben = await server.Given.App(await server.Given.User(company));
        using var registered = await server.Given.SignedIn(ben);
        await Register(server, registered);
        var ann = await server.Given.App(await server.Given.User(company));
        var key = await server.Key(ann);
        using var shown = await server.Given.SignedIn(ann);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await shown.Get("/me/security/security-keys");
        await shown.Send(shown.Page.Touched(key));

        await server.Given.Policy(company, p => p with { RequiredStrength = RequiredStrength.PhishingResistant });

        Assert.Equal(HttpStatusCode.OK, (await registered.Get(Portal)).Status);
        Assert.Equal(HttpStatusCode.OK, (await shown.Get(Portal)).Status);
    }

    [Fact]
    [Keeps("MUST-3")]
    public async Task Where_it_bites_at_the_next_sign_in_a_running_session_is_left_alone()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { Bites = Bites.NextSignIn });
        var ben = await server.Given.App(await server.Given.User(company));
        await server.Key(ben);
        using var browser = await server.Given.SignedIn(ben);

        await server.Given.Policy(company, p => p with { RequiredStrength = RequiredStrength.PhishingResistant });

        Assert.Equal(HttpStatusCode.OK, (await browser.Get(Portal)).Status);
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
