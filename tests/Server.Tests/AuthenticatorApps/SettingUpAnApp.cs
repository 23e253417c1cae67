using System.Net;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.AuthenticatorApps;

public sealed class SettingUpAnApp
{
    [Fact]
    [Keeps("APP-1")]
    public async Task The_page_shows_the_key_as_a_picture_as_text_and_as_an_address()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var browser = await server.WithPassword(company.Administrator);

        var page = await browser.Get(Enrolling.AppPage);

        var key = Base32.Encode(page.Key().Reveal());
        Assert.Equal(32, key.Length);
        Assert.Matches("^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$", page.TextsOf("#key").Single());
        Assert.Equal(company.Account.Name, page.TextsOf("#issuer").Single());
        Assert.Equal(company.Administrator.User.Email, page.TextsOf("#account-label").Single());
        Assert.Equal(key, KeyUri.Parse(page.TextsOf("#address").Single()) is { } uri ? Base32.Encode(uri.Seed.Reveal()) : "");
        var picture = page.Document.QuerySelector(".qr svg")!;
        Assert.NotEmpty(picture.GetAttribute("aria-label")!);
        Assert.Null(page.Document.QuerySelector("img[src*='secret'], img[src*='otpauth'], [style]"));
        Assert.Equal("one-time-code", page.Document.QuerySelector("[name='code']")!.GetAttribute("autocomplete"));
        Assert.Equal("numeric", page.Document.QuerySelector("[name='code']")!.GetAttribute("inputmode"));
        Assert.Contains("Google Authenticator", page.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APP-2"), Keeps("MUST-2"), Keeps("APP-10")]
    public async Task The_first_right_code_opens_the_portal_and_brings_the_codes(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account();
        var browser = await server.WithPassword(company.Administrator);
        Assert.Equal("/enrol", (await browser.Get("/me/security")).Location);

        var answer = await server.Enrol(browser, company.Administrator);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(10, answer.Codes().Count);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var summary = await browser.Enter(("saved", "true"));
        Assert.Equal("/me/security", summary.Path);
        Assert.Contains("Your authenticator app is active.", summary.Banners[0], StringComparison.Ordinal);
        Assert.Contains("nowhere else", summary.Banners[0], StringComparison.Ordinal);
        Assert.NotNull((await server.SetsOf(company.Administrator)).Single().SavedAt);
        Assert.Contains(await server.Mailbox.Of(company.Administrator), mail => mail.Kind == "appAdded");
    }

    [Fact]
    [Keeps("APP-2")]
    public async Task A_wrong_code_leaves_the_key_and_says_how_far_the_clock_is_off()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var browser = await server.WithPassword(company.Administrator);
        var key = (await browser.Get(Enrolling.AppPage)).Key();

        var early = await browser.Submit(("code", server.Given.Code(key, steps: -20)));
        Assert.Contains("10 min behind", early.Errors.Single(), StringComparison.Ordinal);
        var late = await browser.Submit(("code", server.Given.Code(key, steps: 5)));
        Assert.Contains("2.5 min ahead", late.Errors.Single(), StringComparison.Ordinal);
        var unreadable = await browser.Submit(("code", "12345"));
        Assert.Contains("six digits", unreadable.Errors.Single(), StringComparison.Ordinal);

        var text = Base32.Encode(key.Reveal());
        Assert.Equal(text, unreadable.KeyText());
        Assert.Equal(text, (await browser.Get(Enrolling.AppPage)).KeyText());
        Assert.Empty(await server.AppsOf(company.Administrator));
        Assert.Equal(HttpStatusCode.OK, (await browser.Submit(("code", server.Given.Code(key)))).Status);
        Assert.Single(await server.AppsOf(company.Administrator));
    }

    [Fact]
    [Keeps("APP-3")]
    public async Task A_key_that_nobody_confirms_dies_after_ten_minutes()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var browser = await server.WithPassword(company.Administrator);
        var key = (await browser.Get(Enrolling.AppPage)).Key();
        server.Clock.Advance(AppSetup.Life);

        var answer = await browser.Submit(("code", server.Given.Code(key)));

        Assert.Equal(Enrolling.AppPage + "?expired=1", answer.Location);
        Assert.Empty(await server.AppsOf(company.Administrator));
        await browser.Get(Enrolling.AppPage);
        var fresh = await browser.Enter(("proof", company.Administrator.Password));
        Assert.NotEqual(Base32.Encode(key.Reveal()), fresh.KeyText());
    }

    [Fact]
    [Keeps("APP-3")]
    public async Task Who_cancels_leaves_nothing_behind_and_signs_in_as_before()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var browser = await server.WithPassword(company.Administrator);
        await browser.Get(Enrolling.AppPage);

        var answer = await browser.Submit(("cancel", "true"), ("code", ""));

        Assert.Equal("/enrol", answer.Location);
        Assert.Null(await server.Read(tx => tx.AppSetups.Of(company.Administrator.User.Id)));
        Assert.False((await server.Read(tx => tx.Factors.Of(company.Administrator.User.Id))).MfaOn);
        Assert.Equal("/enrol", (await server.Given.SignIn(server.Browser(), company.Administrator)).Path);
    }

    [Fact]
    [Keeps("APP-4")]
    public async Task The_code_that_proved_the_app_is_spent_by_it()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var browser = await server.WithPassword(company.Administrator);
        var key = (await browser.Get(Enrolling.AppPage)).Key();
        var code = server.Given.Code(key);
        await browser.Submit(("code", code));

        var replay = await server.SignInWith(company.Administrator, code);

        Assert.Contains("used already", replay.Errors.Single(), StringComparison.Ordinal);
        server.Given.NextCode();
        var next = await server.SignInWith(company.Administrator, server.Given.Code(key));
        Assert.Equal(HttpStatusCode.Found, next.Status);
    }

    [Fact]
    [Keeps("APP-6"), Keeps("ALWAYS-6")]
    public async Task The_key_is_never_shown_again_and_lies_sealed()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var browser = await server.WithPassword(company.Administrator);
        await server.Enrol(browser, company.Administrator);
        var key = Base32.Encode(company.Administrator.Seed!.Reveal());
        var app = (await server.AppsOf(company.Administrator)).Single();

        foreach (
            var path in new[]
            {
                "/me/security",
                Enrolling.AppPage,
                $"{Enrolling.AppPage}/{app.Id}",
                "/me/security/recovery-codes",
            }
        )
        {
            var page = await browser.Visit(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain(key, page.Body.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        Assert.True(app.SealedSeed.AsSpan().IndexOf(company.Administrator.Seed!.Reveal()) < 0);
    }

    [Fact]
    [Keeps("SIGN-9")]
    public async Task Other_sessions_end_and_the_summary_says_how_many()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        await server.WithPassword(company.Administrator);
        await server.WithPassword(company.Administrator);
        var browser = await server.WithPassword(company.Administrator);

        await server.Enrol(browser, company.Administrator);
        var summary = await browser.Follow(browser.Page);

        Assert.Contains("2 other sessions were ended.", summary.Banners[0], StringComparison.Ordinal);
        Assert.Single(await server.SessionsOf(company.Administrator));
    }

    [Fact]
    [Keeps("APP-2")]
    public async Task A_key_is_confirmed_in_the_session_that_shows_it_alone()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var other = await server.WithPassword(company.Administrator);
        var form = await other.Fill(Enrolling.AppPage, ("code", ""));
        var browser = await server.WithPassword(company.Administrator);
        var key = (await browser.Get(Enrolling.AppPage)).Key();

        var answer = await other.Send(
            form with
            {
                Fields = [.. form.Fields.Where(f => f.Key != "code"), KeyValuePair.Create("code", server.Given.Code(key))],
            }
        );

        Assert.Equal(Enrolling.AppPage + "?expired=1", answer.Location);
        Assert.Empty(await server.AppsOf(company.Administrator));
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task An_old_proof_is_asked_for_again_before_the_key_is_shown_but_not_between_key_and_code()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var browser = await server.WithPassword(company.Administrator);
        var key = (await browser.Get(Enrolling.AppPage)).Key();
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var asked = await browser.Twin().Get(Enrolling.AppPage);
        var answer = await browser.Submit(("code", server.Given.Code(key)));

        Assert.True(asked.HasForm("proof"));
        Assert.DoesNotContain("otpauth", asked.Body, StringComparison.Ordinal);
        Assert.StartsWith("/me/security?done=added", answer.Location, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("APP-1")]
    public async Task An_account_without_apps_among_its_methods_offers_none()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering", policy => policy with { Methods = [Method.SecurityKey] });
        var browser = await server.WithPassword(company.Administrator);

        var page = await browser.Get(Enrolling.AppPage);

        Assert.Null(page.Document.QuerySelector("#key"));
        Assert.Null(await server.Read(tx => tx.AppSetups.Of(company.Administrator.User.Id)));
    }
}
