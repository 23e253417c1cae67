using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.AuthenticatorApps;

public sealed class TryingOutAnApp
{
    [Fact]
    [Keeps("APP-7")]
    public async Task Generate_shows_the_seed_once_in_hex_base32_and_as_a_picture()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("hosting")).Administrator;
        var browser = await server.WithPassword(person);
        var before = await browser.Get(Enrolling.AppPage);
        Assert.Null(before.Document.QuerySelector("#key"));

        var shown = await browser.Submit(("replace", ""));

        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Equal(Convert.ToHexStringLower(shown.Key().Reveal()), shown.TextsOf("#hex").Single());
        Assert.NotNull(shown.Document.QuerySelector(".qr svg"));
        var factors = await server.Read(tx => tx.Factors.Of(person.User.Id));
        Assert.Equal(new Factors(0, 1, 0), factors);
        foreach (var path in new[] { Enrolling.AppPage, "/me/security" })
        {
            var page = await browser.Get(path);
            Assert.Contains("Configured, not required", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Base32.Encode(shown.Key().Reveal()), page.Body, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APP-7")]
    public async Task The_token_is_a_factor_from_its_first_sign_in_on_and_required_from_the_switch_on(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var person = (await server.Given.Account("hosting")).Administrator;
        var browser = await Generated(server, person);
        Assert.Null((await browser.Get("/me/security")).Field("requirement"));

        var answer = await SignIn(server, person, server.Given.Code(person));
        server.Given.NextCode();

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.True((await server.Read(tx => tx.Factors.Of(person.User.Id))).MfaOn);
        Assert.Contains(await server.Mailbox.Of(person), mail => mail.Kind == "appAdded");
        Assert.Equal(HttpStatusCode.Found, (await SignIn(server, person, "")).Status);
        var switched = await browser.Submit("/me/security", ("requirement", "required"));
        Assert.Equal("/me/security?done=required", switched.Location);
        Assert.Equal(HttpStatusCode.OK, (await SignIn(server, person, "")).Status);
        Assert.Equal(HttpStatusCode.Found, (await SignIn(server, person, server.Given.Code(person))).Status);
    }

    [Fact]
    [Keeps("APP-7")]
    public async Task A_token_that_has_not_signed_in_cannot_be_required()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("hosting")).Administrator;
        var browser = await Generated(server, person);
        var form = (await browser.Get(Enrolling.AppPage)).Form(("replace", ""));

        var answer = await browser.Send(
            form with
            {
                Action = "/me/security?handler=require",
                Fields = [.. form.Fields, KeyValuePair.Create("requirement", "required")],
            }
        );

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(UserRequirement.Inherit, (await server.Read(tx => tx.Users.Find(person.User.Id)))!.Requirement);
    }

    [Fact]
    [Keeps("APP-7")]
    public async Task Generating_again_replaces_the_former_at_once()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("hosting")).Administrator;
        var browser = await Generated(server, person);
        var former = person.Seed!;

        person.Seed = (await browser.Submit()).Key();

        Assert.Single(await server.AppsOf(person));
        Assert.Equal(HttpStatusCode.OK, (await SignIn(server, person, server.Given.Code(former))).Status);
        Assert.Equal(HttpStatusCode.Found, (await SignIn(server, person, server.Given.Code(person))).Status);
    }

    [Fact]
    [Keeps("APP-7")]
    public async Task Who_must_enrol_is_always_verified()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting", policy => policy with { Requirement = Requirement.Required });
        var browser = await server.WithPassword(company.Administrator);

        var answer = await server.Enrol(browser, company.Administrator);

        Assert.StartsWith("/me/security?done=added", answer.Location, StringComparison.Ordinal);
        Assert.True((await server.Read(tx => tx.Factors.Of(company.Administrator.User.Id))).MfaOn);
    }

    [Fact]
    [Keeps("APP-8"), Keeps("ALWAYS-1")]
    public async Task Resetting_the_seed_replaces_a_token_and_leaves_the_session()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting", policy => policy with { Recovery = RecoveryKind.Codes });
        var person = company.Administrator;
        await server.Given.App(person);
        var browser = server.Browser();
        (string, string?)[] typed = [("login", person.User.Email), ("password", person.Password)];
        await browser.Submit("/sign-in", [.. typed, ("token", server.Given.Code(person))]);
        await browser.Submit("/me/security/recovery-codes?handler=create", ("kind", "codes"));
        var old = (await server.AppsOf(person)).Single();

        var warned = await browser.Get($"{Enrolling.AppPage}?replace={old.Id}");
        var shown = await browser.Submit(("replace", old.Id));

        Assert.Contains("stops at once", warned.Text, StringComparison.Ordinal);
        var now = (await server.AppsOf(person)).Single();
        Assert.True(now.IsOnTrial);
        Assert.NotEqual(Base32.Encode(person.Seed!.Reveal()), shown.KeyText());
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(person.User.Id)));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me/security")).Status);
    }

    [Fact]
    [Keeps("RECOV-2")]
    public async Task Codes_are_offered_when_a_token_becomes_a_factor()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting", policy => policy with { Recovery = RecoveryKind.Codes });
        await Generated(server, company.Administrator);

        var answer = await SignIn(server, company.Administrator, server.Given.Code(company.Administrator));

        Assert.StartsWith("/me/security/recovery-codes?prompt=save", answer.Location, StringComparison.Ordinal);
    }

    private static async Task<Browser> Generated(TestServer server, Person person)
    {
        var browser = await server.WithPassword(person);
        await browser.Get(Enrolling.AppPage);
        person.Seed = (await browser.Submit(("replace", ""))).Key();
        return browser;
    }

    private static Task<Page> SignIn(TestServer server, Person person, string token) =>
        server
            .Browser()
            .Submit(
                "/sign-in?account=" + person.Account.Handle,
                ("login", person.User.Email),
                ("password", person.Password),
                ("token", token)
            );
}
