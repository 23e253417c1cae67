using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RecoveryCodes;

public sealed class HandingOutCodes
{
    private const string CodesPage = "/me/security/recovery-codes";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("RECOV-1"), Keeps("RECOV-10")]
    public async Task Each_of_ten_codes_passes_one_sign_in(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var person = (await server.Given.Account()).Administrator;
        var codes = (await server.Enrol(await server.WithPassword(person), person)).Codes();

        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$", code));
        var first = await server.SignInWith(person, codes[3].ToLowerInvariant().Replace('-', ' '), "recovery");
        var again = await server.SignInWith(person, codes[3], "recovery");

        Assert.StartsWith("/me/security/lost", first.Location, StringComparison.Ordinal);
        Assert.Contains("used already", again.Errors.Single(), StringComparison.Ordinal);
        Assert.Equal(9, (await server.SetsOf(person)).Single().Left);
        Assert.Contains(await server.Mailbox.Of(person), mail => mail.Kind == "recoveryCodeUsed");
    }

    [Fact]
    [Keeps("RECOV-2")]
    public async Task Who_leaves_without_saying_saved_is_offered_a_new_set()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var old = (await server.Enrol(await server.WithPassword(person), person)).Codes();

        var browser = server.Browser();
        var prompt = await server.Given.SignIn(browser, person);
        Assert.Equal(CodesPage, prompt.Path);
        var answer = await browser.Submit(("kind", "codes"));
        Assert.Equal(10, answer.Codes().Count);
        Assert.Empty(answer.Codes().Intersect(old));
        var next = await browser.Submit(("saved", "true"));

        Assert.Equal("/me", next.Location);
        Assert.Equal(HttpStatusCode.OK, (await server.SignInWith(person, old[0], "recovery")).Status);
        Assert.NotEqual(CodesPage, (await server.Given.SignIn(server.Browser(), person)).Path);
    }

    [Fact]
    [Keeps("RECOV-2")]
    public async Task Next_is_refused_until_the_box_is_ticked()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);
        await server.Enrol(browser, person);

        var answer = await browser.Submit(("saved", null));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.NotEmpty(answer.Errors);
        Assert.Null((await server.SetsOf(person)).Single().SavedAt);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("RECOV-2"), Keeps("RECOV-4"), Keeps("ALWAYS-1")]
    public async Task Codes_shown_before_pairing_work_from_the_first_code_of_the_app_on(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var person = (await server.Given.Account("registrar")).Administrator;
        var browser = await server.WithPassword(person);

        var page = await browser.Get(Enrolling.AppPage);

        Assert.Equal(10, page.Codes().Count);
        Assert.Equal("copiedOrDownloaded", page.Document.QuerySelector("[data-codes]")!.GetAttribute("data-saved"));
        Assert.Empty(await server.SetsOf(person));
        person.Seed = page.Key();
        var answer = await browser.Submit(("code", server.Given.Code(person)), ("saved", "true"));
        server.Given.NextCode();
        Assert.StartsWith("/me/security?done=added", answer.Location, StringComparison.Ordinal);
        Assert.NotNull((await server.SetsOf(person)).Single().SavedAt);
        Assert.StartsWith(
            "/me/security/lost",
            (await server.SignInWith(person, page.Codes()[0], "recovery")).Location,
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Keeps("RECOV-4")]
    public async Task Leaving_before_the_app_is_active_leaves_no_working_codes()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("registrar")).Administrator;
        var browser = await server.WithPassword(person);
        await browser.Get(Enrolling.AppPage);

        await browser.Submit(("cancel", "true"), ("code", ""));

        Assert.False(await server.Read(tx => tx.Recovery.HasAny(person.User.Id)));
    }

    [Fact]
    [Keeps("RECOV-3")]
    public async Task A_second_app_brings_no_second_set()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);
        await server.Enrol(browser, person);
        await browser.Submit(("saved", "true"));
        var before = (await server.SetsOf(person)).Single().Id;

        var answer = await server.Enrol(browser, person);

        Assert.StartsWith("/me/security?done=added", answer.Location, StringComparison.Ordinal);
        Assert.Equal(before, (await server.SetsOf(person)).Single().Id);
    }

    [Fact]
    [Keeps("RECOV-5")]
    public async Task Two_left_are_a_warning_at_sign_in()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);
        var codes = (await server.Enrol(browser, person)).Codes();
        await browser.Submit(("saved", "true"));
        foreach (var code in codes.Take(8))
            await server.SignInWith(person, code, "recovery");

        var prompt = await server.Given.SignIn(server.Browser(), person);

        Assert.Equal(CodesPage, prompt.Path);
        Assert.Contains("prompt=few", prompt.Address, StringComparison.Ordinal);
        Assert.Contains("2", prompt.Banners.Single(), StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("RECOV-7")]
    public async Task A_backup_code_takes_the_factors_away_and_leads_into_enrolment()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console", policy => policy with { Requirement = Requirement.Required });
        var person = company.Administrator;
        var browser = await server.WithPassword(person);
        var old = (await server.Enrol(browser, person)).Codes().Single();
        Assert.Matches("^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$", old);
        await browser.Submit(("saved", "true"));
        await browser.Get(CodesPage);
        var code = (await browser.Submit(("kind", "backupCode"))).Codes().Single();

        Assert.Equal(HttpStatusCode.OK, (await server.SignInWith(person, old, "recovery")).Status);
        var answer = await server.SignInWith(person, code, "recovery");

        Assert.Equal("/enrol", answer.Location);
        Assert.Empty(await server.AppsOf(person));
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(person.User.Id)));
    }

    [Fact]
    [Keeps("RECOV-8")]
    public async Task Both_kinds_come_together_and_none_means_none()
    {
        await using var server = await TestServer.Start();
        var both = await server.Given.Account("strict", policy => policy with { Recovery = RecoveryKind.Both });
        var none = await server.Given.Account("strict", policy => policy with { Recovery = RecoveryKind.None });

        var page = await server.Enrol(await server.WithPassword(both.Administrator), both.Administrator);
        var answer = await server.Enrol(await server.WithPassword(none.Administrator), none.Administrator);

        Assert.Equal(11, page.Codes().Count);
        Assert.Equal(
            [RecoverySetKind.BackupCode, RecoverySetKind.Codes],
            (await server.SetsOf(both.Administrator)).Select(set => set.Kind).Order().Reverse()
        );
        Assert.StartsWith("/me/security?done=added", answer.Location, StringComparison.Ordinal);
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(none.Administrator.User.Id)));
    }

    [Fact]
    [Keeps("RECOV-10"), Keeps("RECOV-11")]
    public async Task The_page_advises_how_to_keep_them_and_nothing_keeps_them_in_the_clear()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var page = await server.Enrol(await server.WithPassword(person), person);
        var code = page.Codes()[0];

        Assert.Contains("like a password", page.Text, StringComparison.Ordinal);
        Assert.Contains("Bitwarden", page.Text, StringComparison.Ordinal);
        var rows = await server.Read(tx => tx.Recovery.ActiveCodes(person.User.Id));
        Assert.All(rows, row => Assert.True(row.SealedHash.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(code)) < 0));
        Assert.All(await server.Mailbox.All(), mail => Assert.DoesNotContain(code, mail.Text, StringComparison.Ordinal));
    }

    [Fact]
    [Keeps("RECOV-9")]
    public async Task After_a_recovery_sign_in_the_lost_app_is_replaced_and_other_sessions_end()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var codes = (await server.Enrol(await server.WithPassword(person), person)).Codes();
        var browser = await server.WithPassword(person);
        var lost = await browser.Enter("/sign-in/recovery", ("code", codes[0]));
        Assert.Equal("/me/security/lost", lost.Path);
        var id = (await server.AppsOf(person)).Single().Id;

        var refused = await browser.Submit("/me/security/lost?returnTo=/me/sessions", ("id", id));
        Assert.NotEmpty(refused.Errors);
        Assert.Contains("href=\"/me/sessions\"", refused.Body, StringComparison.Ordinal);
        await server.Enrol(browser, person, "?replace=" + id);

        Assert.NotEqual(id, (await server.AppsOf(person)).Single().Id);
        Assert.Single(await server.SessionsOf(person));
        var foreign = await browser.Get("/me/security/lost?returnTo=https://evil.test/");
        Assert.DoesNotContain(
            "evil.test\"",
            foreign.Text + foreign.Document.QuerySelector("main > .actions a")!.OuterHtml,
            StringComparison.Ordinal
        );
    }
}
