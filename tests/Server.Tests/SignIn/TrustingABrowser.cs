using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-10")]
public sealed class TrustingABrowser
{
    private const string SecondStep = "/sign-in/second-factor";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_trusted_browser_is_asked_for_the_password_alone_until_its_days_are_over(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await Ben(server, days: 30);
        using var browser = await Trusting(server, ben);
        await browser.Submit("/sign-out");

        server.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal("/me", await WhereThePasswordLeads(browser, ben));
        await browser.Submit("/sign-out");
        server.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(SecondStep, await WhereThePasswordLeads(browser, ben));
    }

    [Fact]
    public async Task The_password_is_asked_as_ever()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, days: 30);
        using var browser = await Trusting(server, ben);
        await browser.Submit("/sign-out");

        await browser.Submit("/sign-in", ("login", ben.User.Email), ("password", "wrong"));

        Assert.Null(browser.Cookies["sid"]);
        Assert.NotEmpty(browser.Page.Errors);
    }

    [Fact]
    public async Task It_is_offered_where_the_policy_allows_it_and_the_box_alone_is_not_enough()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, days: 0);
        using var browser = server.Browser();
        await browser.Enter("/sign-in", ("login", ben.User.Email), ("password", ben.Password));
        Assert.Null(browser.Page.Field("trust"));

        var form = browser.Page.Form(("code", server.Given.Code(ben))).Request();
        var fields = await form.Content!.ReadAsStringAsync();
        form.Content = new StringContent(fields + "&trust=true", null, "application/x-www-form-urlencoded");
        Assert.Equal("/me", (await browser.Send(form)).Location);
        server.Given.NextCode();

        Assert.Empty(await server.Read(tx => tx.KnownBrowsers.Trusted(ben.User.Id, tx.Now)));
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task Such_a_session_claims_no_second_factor_and_is_asked_for_it_before_a_sensitive_act()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, days: 30);
        using var browser = await Trusting(server, ben);
        await browser.Submit("/sign-out");
        await WhereThePasswordLeads(browser, ben);

        var page = await browser.Get("/me/security/authenticator-app");
        await browser.Submit(("proof", ben.Password));
        var byPassword = browser.Page.HasForm("proof");
        await browser.Submit(("proof", server.Given.Code(ben)));

        Assert.True(page.HasForm("proof"));
        Assert.True(byPassword);
        Assert.Equal("/me/security/authenticator-app", browser.Page.Location);
        var session = (await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)))[0];
        Assert.Equal(SignInMethods.TrustedBrowser, session.Methods);
    }

    [Fact]
    [Keeps("ALWAYS-10"), Keeps("SIGN-14")]
    public async Task It_is_one_event_and_one_mail()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, days: 30);
        using (await server.Given.SignedIn(ben)) { }

        using var browser = await Trusting(server, ben);

        Assert.Single(await Events(server, ben, AuditAction.BrowserTrusted));
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Subject == "A browser is trusted");
        Assert.DoesNotContain(await server.Mailbox.Of(ben), mail => mail.Subject == "A new browser signed in");
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-9")]
    public async Task The_user_sees_trusted_browsers_and_stops_trusting_one_with_what_it_opened(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await Ben(server, days: 30);
        using var laptop = await Trusting(server, ben);
        await laptop.Submit("/sign-out");
        await WhereThePasswordLeads(laptop, ben);
        using var desk = await server.Given.SignedIn(ben);

        var page = await desk.Get("/me/sessions");
        Assert.Contains("Trusted browsers", page.Text, StringComparison.Ordinal);
        page = await desk.Enter(("browser", page.Field("browser")));

        Assert.Contains("no longer trusted", Assert.Single(page.Banners), StringComparison.Ordinal);
        Assert.DoesNotContain("Trusted browsers", page.Text, StringComparison.Ordinal);
        Assert.Single(await Events(server, ben, AuditAction.BrowserTrustEnded));
        Assert.StartsWith("/sign-in", (await laptop.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Equal(SecondStep, await WhereThePasswordLeads(laptop, ben));
    }

    [Fact]
    public async Task The_list_shows_this_browser_and_when_its_trust_ends()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, days: 30);
        using var browser = await Trusting(server, ben);

        var item = Assert.Single(
            (await browser.Get("/me/sessions")).TextsOf(".items > li"),
            li => li.Contains("Trusted since", StringComparison.Ordinal)
        );

        Assert.Contains("This browser", item, StringComparison.Ordinal);
        Assert.Contains("Until 5 Feb 2025", item, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lower_limit_holds_for_trust_that_was_given_before_and_a_higher_one_does_not_stretch_it()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { TrustedBrowserDays = 10, Recovery = RecoveryKind.None });
        var ben = await server.Given.Enrolled(company);
        using var browser = await Trusting(server, ben);
        await browser.Submit("/sign-out");
        server.Clock.Advance(TimeSpan.FromDays(5));

        await server.Given.Policy(company, p => p with { TrustedBrowserDays = 5 });
        var lower = await WhereThePasswordLeads(browser, ben);
        await server.Given.Policy(company, p => p with { TrustedBrowserDays = 90 });
        var higher = await WhereThePasswordLeads(browser, ben);
        await browser.Submit("/sign-out");
        server.Clock.Advance(TimeSpan.FromDays(5));
        var afterTen = await WhereThePasswordLeads(browser, ben);

        Assert.Equal((SecondStep, "/me", SecondStep), (lower, higher, afterTen));
    }

    [Fact]
    [Keeps("MUST-12")]
    public async Task Where_security_keys_alone_are_demanded_no_browser_is_trusted()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { TrustedBrowserDays = 30, Recovery = RecoveryKind.None });
        var ben = await server.Given.Enrolled(company);
        using var browser = await Trusting(server, ben);
        await browser.Submit("/sign-out");

        await server.Given.Policy(company, p => p with { RequiredStrength = RequiredStrength.PhishingResistant });

        Assert.Equal(SecondStep, await WhereThePasswordLeads(browser, ben));
        Assert.Null((await browser.Get(SecondStep)).Field("trust"));
    }

    [Fact]
    [Keeps("SIGN-3")]
    public async Task On_one_page_a_trusted_browser_may_leave_the_token_empty_and_a_wrong_one_still_fails()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account(
            "strict",
            p => p with { SignInForm = SignInForm.SinglePage, TrustedBrowserDays = 30, Recovery = RecoveryKind.None }
        );
        var ben = await server.Given.Enrolled(company);
        using var browser = server.Browser();
        (string, string?)[] typed = [("login", ben.User.Email), ("password", ben.Password)];
        await browser.Submit("/sign-in", [.. typed, ("token", server.Given.Code(ben)), ("trust", "true")]);
        await browser.Submit("/sign-out");

        var wrong = await browser.Submit("/sign-in", [.. typed, ("token", "000000")]);
        var empty = await browser.Submit("/sign-in", [.. typed, ("token", "")]);
        using var other = server.Browser("127.0.0.2");
        var elsewhere = await other.Submit("/sign-in", [.. typed, ("token", "")]);

        Assert.Equal(HttpStatusCode.OK, wrong.Status);
        Assert.Equal("/me", empty.Location);
        Assert.Equal(HttpStatusCode.OK, elsewhere.Status);
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Two_people_trust_one_browser_and_neither_starts_the_other_s_counter_anew()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { TrustedBrowserDays = 30, Recovery = RecoveryKind.None });
        var (ben, eve) = (await server.Given.Enrolled(company), await server.Given.Enrolled(company));
        using var browser = await Trusting(server, ben);
        await browser.Submit("/sign-out");
        for (var i = 0; i < 10; i++)
            await browser.Submit("/sign-in", ("login", ben.User.Email), ("password", $"guess {i}"));
        await Trust(server, browser, eve);
        await browser.Submit("/sign-out");

        var eleventh = await browser.Submit("/sign-in", ("login", ben.User.Email), ("password", "guess"));
        var atOnce = await browser.Submit("/sign-in", ("login", ben.User.Email), ("password", "guess"));
        server.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (eleventh.Status, atOnce.Status));
        Assert.Equal("/me", await WhereThePasswordLeads(browser, ben));
        await browser.Submit("/sign-out");
        Assert.Equal("/me", await WhereThePasswordLeads(browser, eve));
    }

    internal static async Task<Person> Ben(TestServer server, int days) =>
        await server.Given.Enrolled(
            await server.Given.Account("strict", p => p with { TrustedBrowserDays = days, Recovery = RecoveryKind.None })
        );

    /// <summary>A browser that the person has just signed in with and trusts.</summary>
    internal static async Task<Browser> Trusting(TestServer server, Person person)
    {
        var browser = server.Browser("127.0.0.3");
        await Trust(server, browser, person);
        return browser;
    }

    internal static async Task<string?> WhereThePasswordLeads(Browser browser, Person person) =>
        (await browser.Submit("/sign-in", ("login", person.User.Email), ("password", person.Password))).Location?.Split('?')[0];

    private static async Task Trust(TestServer server, Browser browser, Person person)
    {
        server.Secrets.AddPassword(person.Password);
        await browser.Enter("/sign-in", ("login", person.User.Email), ("password", person.Password));
        await browser.Submit(("code", server.Given.Code(person)), ("trust", "true"));
        server.Given.NextCode();
        Assert.NotNull(browser.Cookies["sid"]);
    }

    private static Task<IReadOnlyList<AuditRow>> Events(TestServer server, Person person, AuditAction action) =>
        server.Read(tx => tx.AuditTrail.Page(new AuditQuestion(person.Account.Id, null, null, "", Words.Snake(action), 10, 0)));
}
