using System.Globalization;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

[Keeps("APIKEY-1"), Keeps("APIKEY-3")]
public sealed class MakingKeys
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-4"), Keeps("ALWAYS-10"), Keeps("ALWAYS-6"), Keeps("SIGN-14")]
    public async Task A_key_is_shown_once_listed_audited_and_mailed_without_its_text(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (ben, browser) = await Somebody(server);
        Assert.Contains("There are no API-keys", (await browser.Get(Keys.Own)).Text, StringComparison.Ordinal);

        var key = await Keys.Create(
            server,
            browser,
            ("description", " Billing "),
            ("access", "API"),
            ("addresses", "192.0.2.0/24")
        );

        Assert.Matches("^" + ApiKeyText.Pattern + "$", key);
        Assert.True(browser.Page.Headers.CacheControl!.NoStore);
        var row = Assert.Single((await browser.Get(Keys.Own)).TextsOf("tbody tr"));
        Assert.All(
            ["Billing", "…" + key[^4..], "192.0.2.0/24", "API", "by " + ben.User.Login, "Never"],
            part => Assert.Contains(part, row, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(key, browser.Page.Body, StringComparison.Ordinal);
        var made = Assert.Single(await Trail.Of(server, ben.Account.Id, "api_key_created"));
        Assert.Equal(("Billing", "API", "yes"), (made["description"], made["accesses"], made["first"]));
        var mail = Assert.Single(await server.Mailbox.Of(ben), m => m.Kind == "apiKeyCreated");
        Assert.Contains("Billing", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("ALWAYS-2"), Keeps("ALWAYS-6")]
    public async Task The_same_form_again_makes_no_second_key_and_shows_nothing()
    {
        await using var server = await TestServer.Start();
        var (ben, browser) = await Somebody(server);
        var form = await browser.Fill(Keys.Own, ("description", "Billing"), ("access", "API"));
        var key = Keys.Shown(server, await browser.Send(form));

        var again = await browser.Send(form);

        Assert.DoesNotContain(key, again.Body, StringComparison.Ordinal);
        Assert.Contains("cannot be shown again", Assert.Single(again.Banners), StringComparison.Ordinal);
        Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        Assert.Single(await Trail.Of(server, ben.Account.Id, "api_key_created"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-2")]
    public async Task Of_many_sends_of_one_form_at_once_one_is_answered_the_key(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (ben, browser) = await Somebody(server);
        var form = await browser.Fill(Keys.Own, ("description", "Billing"), ("access", "API"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => browser.Send(form)));

        Keys.Shown(server, Assert.Single(answers, page => page.TextsOf("#api-key").Count == 1));
        Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
    }

    [Theory]
    [InlineData("", "API", "", "", "Say what")]
    [InlineData("Billing", null, "", "", "Tick at least one")]
    [InlineData("Billing", "ROOT", "", "", "no such access")]
    [InlineData("Billing", "API", "2020-01-01", "", "is over")]
    [InlineData("Billing", "API", "tomorrow", "", "Enter a day")]
    [InlineData("Billing", "API", "", "the office", "Enter addresses")]
    [InlineData("Billing", "API", "", ",", "Enter addresses")]
    [InlineData("Bill\u0007ing", "API", "", "", "in one line")]
    public async Task What_is_missing_or_cannot_be_read_is_said_and_makes_no_key(
        string description,
        string? access,
        string expires,
        string addresses,
        string said
    )
    {
        await using var server = await TestServer.Start();
        var (ben, browser) = await Somebody(server);

        await browser.Submit(
            Keys.Own,
            ("description", description),
            ("access", access),
            ("expires", expires),
            ("addresses", addresses)
        );

        Assert.Contains(said, Assert.Single(browser.Page.Errors), StringComparison.Ordinal);
        Assert.Equal(description, browser.Page.Field("description"));
        Assert.Empty(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
    }

    [Fact]
    public async Task The_policy_s_expiry_is_offered_and_the_day_chosen_is_the_last_one()
    {
        await using var server = await TestServer.Start();
        var (ben, browser) = await Somebody(server, policy => policy with { KeyExpiryDays = 30 });
        Assert.Equal(
            server.Clock.Now.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            (await browser.Get(Keys.Own)).Field("expires")
        );

        await Keys.Create(server, browser, ("description", "Billing"), ("access", "API"), ("expires", "2026-12-31"));

        var key = Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero), key.ExpiresAt);
    }

    [Theory]
    [InlineData("America/Los_Angeles")]
    [InlineData("Pacific/Auckland")]
    public async Task The_last_day_of_the_calendar_is_a_day_like_any_other(string zone)
    {
        await using var server = await TestServer.Start();
        var (ben, browser) = await Somebody(server);
        await browser.Enter("/me", ("timeZone", zone));

        await Keys.Create(server, browser, ("description", "Billing"), ("access", "API"), ("expires", "9999-12-31"));

        var key = Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        Assert.Equal(9999, key.ExpiresAt!.Value.Year);
        Assert.Contains("9999", Assert.Single((await browser.Get(Keys.Own)).TextsOf("tbody tr")), StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task After_five_minutes_a_proof_is_asked_and_what_was_typed_is_obeyed_then()
    {
        await using var server = await TestServer.Start();
        var (ben, browser) = await Somebody(server);
        server.Clock.Advance(Caller.ProofLife);

        await browser.Submit(Keys.Own, ("description", "Billing"), ("access", "API"));
        Assert.Empty(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        await browser.Submit(("proof", ben.Password));

        Keys.Shown(server, browser.Page);
    }

    [Fact]
    [Keeps("APIKEY-6")]
    public async Task Before_the_first_key_ends_the_password_for_programs_the_person_is_warned()
    {
        await using var server = await TestServer.Start();
        var (ben, browser) = await Somebody(server, policy => policy with { PasswordOnApi = PasswordOnApi.UntilKeyOrMfa });
        const string Warning = "the password ends for programs";
        Assert.Contains(Warning, (await browser.Get(Keys.Own)).Text, StringComparison.Ordinal);

        await Keys.Create(server, browser, ("description", "Billing"), ("access", "API"));

        Assert.DoesNotContain(Warning, (await browser.Get(Keys.Own)).Text, StringComparison.Ordinal);
        var key = Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        await browser.Submit($"{Keys.Own}?delete={key.Id}", ("key", key.Id));
        Assert.NotNull((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.ApiPasswordEndedAt);
    }

    [Fact]
    [Keeps("ALWAYS-3")]
    public async Task A_key_is_narrowed_by_permissions_in_people_s_words_and_listed_so()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        using var browser = await server.Given.SignedIn(company.Administrator);
        await browser.Get(Keys.Own);
        Assert.Contains("See users", browser.Page.Text, StringComparison.Ordinal);

        await Keys.Create(server, browser, ("description", "Desk"), ("access", "API"), ("permission", "VIEW_USER"));

        Assert.Equal(
            "VIEW_USER",
            Assert.Single(await server.Read(tx => tx.ApiKeys.Of(company.Administrator.User.Id))).Permissions
        );
        Assert.Contains("See users", Assert.Single((await browser.Get(Keys.Own)).TextsOf("tbody tr")), StringComparison.Ordinal);
        Assert.DoesNotContain("VIEW_USER", browser.Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_made_for_what_the_operator_defines_too()
    {
        await using var server = await TestServer.Start(settings: s => s with { KeyAccesses = ["BILLING"] });
        var (ben, browser) = await Somebody(server);

        await Keys.Create(server, browser, ("description", "Billing"), ("access", "BILLING"), ("access", "ISPROXY"));

        Assert.Equal("BILLING,ISPROXY", Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id))).Accesses);
    }

    internal static async Task<(Person Person, Browser Browser)> Somebody(TestServer server, Func<Policy, Policy>? policy = null)
    {
        var company = await server.Given.Account("hosting", policy ?? (p => p));
        var ben = await server.Given.User(company);
        return (ben, await server.Given.SignedIn(ben));
    }
}
