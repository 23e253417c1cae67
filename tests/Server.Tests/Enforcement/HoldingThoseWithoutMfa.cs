using System.Net;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

public sealed class HoldingThoseWithoutMfa
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-3"), Keeps("MUST-2"), Keeps("ALWAYS-4")]
    public async Task EveryRequest_holds_a_running_session_at_its_next_click(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("console", p => p with { Bites = Bites.EveryRequest });
        var ben = await server.Given.User(company);
        var browser = await server.Given.SignedIn(ben);
        Assert.Null((await browser.Get("/me/sessions")).Location);

        await Require(server, company);

        Assert.Equal("/enrol", (await browser.Get("/me/sessions")).Location);
        Assert.Equal("/enrol", (await browser.Get("/account/users?q=ada")).Location);
        Assert.Null((await browser.Get("/enrol")).Location);
    }

    [Fact]
    [Keeps("MUST-2")]
    public async Task What_is_posted_from_an_open_page_is_held_too()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering", p => p with { Bites = Bites.EveryRequest });
        var browser = await server.Given.SignedIn(company.Administrator);
        var form = await browser.Fill("/account/policy", ("graceDays", "9"));
        await Require(server, company);

        var answer = await browser.Send(form);

        Assert.Equal("/enrol", answer.Location);
        Assert.Equal(0, (await server.Read(tx => tx.Policies.Of(company.Account.Id))).Policy.GraceDays);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-3")]
    public async Task NextSignIn_leaves_running_sessions_alone_and_holds_the_next_one(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("console");
        var ben = await server.Given.User(company);
        var running = await server.Given.SignedIn(ben);
        server.Clock.Advance(TimeSpan.FromMinutes(1));

        await Require(server, company);

        Assert.Null((await running.Get("/me/sessions")).Location);
        using var next = server.Browser();
        Assert.Equal("/enrol", (await server.Given.SignIn(next, ben)).Path);
        Assert.Equal("/enrol", (await next.Get("/me/sessions")).Location);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-2")]
    public async Task Once_a_factor_counts_everything_opens_without_signing_in_again(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("strict");
        using var browser = server.Browser();
        await server.Given.SignIn(browser, company.Administrator);
        Assert.Equal("/enrol", (await browser.Get("/account/policy")).Location);

        await server.Given.App(company.Administrator);

        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/account/policy")).Status);
        Assert.Equal("/me/security", (await browser.Get("/enrol")).Location);
    }

    [Fact]
    [Keeps("MUST-2")]
    public async Task An_app_on_trial_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict");
        using var browser = server.Browser();
        await server.Given.SignIn(browser, company.Administrator);

        await server.Given.App(company.Administrator, isOnTrial: true);

        Assert.Equal("/enrol", (await browser.Get("/account/policy")).Location);
    }

    [Theory]
    [InlineData("strict", true)]
    [InlineData("registrar", true)]
    [InlineData("numbering", false)]
    [InlineData("console", false)]
    [InlineData("hosting", false)]
    [Keeps("MUST-5"), Keeps("MUST-1")]
    public async Task The_first_administrator_of_a_new_account_must_enrol_where_its_policy_says_so(string preset, bool mustEnrol)
    {
        await using var server = await TestServer.Start();
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var company = await server.Given.Account(preset);
        using var browser = server.Browser();

        var page = await browser.Enter(
            $"/sign-in?account={company.Account.Handle}",
            (
                "login",
                preset is "registrar" ? $"{company.Account.Handle}/admin"
                : preset is "numbering" ? "admin"
                : company.Administrator.User.Email
            ),
            ("password", company.Administrator.Password)
        );

        Assert.Equal(mustEnrol, page.Path == "/enrol");
        Assert.Equal(mustEnrol ? "/enrol" : null, (await browser.Get("/account/policy")).Location);
    }

    [Theory]
    [InlineData("strict", "acme1 Ltd requires multi-factor authentication.")]
    [InlineData("registrar", "The operator of this portal requires multi-factor authentication.")]
    [Keeps("MUST-1")]
    public async Task The_person_is_told_who_requires_it_and_since_when(string preset, string who)
    {
        await using var server = await TestServer.Start();
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var company = await server.Given.Account(preset);
        using var browser = server.Browser();
        var page = await browser.Enter(
            "/sign-in",
            ("login", $"{company.Account.Handle}/admin"),
            ("password", company.Administrator.Password)
        );

        Assert.Equal("/enrol", page.Path);
        Assert.StartsWith(who, page.Banners[0], StringComparison.Ordinal);
        Assert.Contains("since 6 Jan 2025", page.Banners[0], StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("MUST-12")]
    public async Task Where_a_security_key_is_asked_for_the_page_says_so_and_offers_no_app()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { RequiredStrength = RequiredStrength.PhishingResistant });
        using var browser = server.Browser();
        await server.Given.SignIn(browser, company.Administrator);

        Assert.Contains("an authenticator app is not enough", browser.Page.Text, StringComparison.Ordinal);
        Assert.Contains("Setup security key", browser.Page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Activate authenticator app", browser.Page.Text, StringComparison.Ordinal);
    }

    private static async Task Require(TestServer server, Company company)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal) { ["requirement"] = "required" };
        var verb = server.Get<ChangePolicy>();
        var caller = Caller.OfCommandLine("test");
        Assert.IsType<ChangedPolicy.Done>(
            await verb.Change(caller, company.Account.Id, seenVersion: null, words, mailUnenrolled: false, CancellationToken.None)
        );
    }
}
