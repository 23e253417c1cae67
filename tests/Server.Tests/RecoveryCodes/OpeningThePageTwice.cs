using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RecoveryCodes;

/// <summary>Two tabs, or a reload: each page that shows codes shows others. What somebody printed must be what works, or be said not to (RECOV-2).</summary>
[Keeps("RECOV-2"), Keeps("RECOV-4")]
public sealed class OpeningThePageTwice
{
    private const string CodesPage = "/me/security/recovery-codes";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_older_pages_form_activates_nothing_and_shows_codes_anew(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var person = (await server.Given.Account("registrar")).Administrator;
        var browser = await server.WithPassword(person);
        var older = await browser.Get(Enrolling.AppPage);
        var newer = await browser.Get(Enrolling.AppPage);
        Assert.Equal(older.KeyText(), newer.KeyText());
        person.Seed = older.Key();

        var answer = await browser.Send(older.Form(("code", server.Given.Code(person)), ("saved", "true")));

        Assert.Contains(answer.Errors, error => error.Contains("throw them away", StringComparison.Ordinal));
        Assert.Empty(await server.AppsOf(person));
        Assert.Equal(older.KeyText(), answer.KeyText());
        Assert.Equal(10, answer.Codes().Except(older.Codes()).Except(newer.Codes()).Count());
        var done = await browser.Send(answer.Form(("code", server.Given.Code(person)), ("saved", "true")));
        server.Given.NextCode();
        Assert.StartsWith("/me/security?done=added", done.Location, StringComparison.Ordinal);
        Assert.NotNull((await server.SetsOf(person)).Single().SavedAt);
        foreach (var dead in new[] { older.Codes()[0], newer.Codes()[0] })
            Assert.NotEmpty((await server.SignInWith(person, dead, "recovery")).Errors);
        Assert.StartsWith(
            "/me/security/lost",
            (await server.SignInWith(person, answer.Codes()[0], "recovery")).Location,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_newer_pages_codes_count()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("registrar")).Administrator;
        var browser = await server.WithPassword(person);
        await browser.Get(Enrolling.AppPage);
        var newer = await browser.Get(Enrolling.AppPage);
        person.Seed = newer.Key();

        var wrong = await browser.Submit(("code", "000000"), ("saved", "true"));
        Assert.Empty(wrong.Codes());
        var done = await browser.Submit(("code", server.Given.Code(person)), ("saved", "true"));

        server.Given.NextCode();
        Assert.StartsWith("/me/security?done=added", done.Location, StringComparison.Ordinal);
        Assert.StartsWith(
            "/me/security/lost",
            (await server.SignInWith(person, newer.Codes()[0], "recovery")).Location,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_form_without_the_codes_id_activates_nothing()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("registrar")).Administrator;
        var browser = await server.WithPassword(person);
        var page = await browser.Get(Enrolling.AppPage);
        person.Seed = page.Key();

        await browser.Submit(("code", server.Given.Code(person)), ("saved", "true"), ("codesShown", null));

        Assert.Empty(await server.AppsOf(person));
        Assert.Empty(await server.SetsOf(person));
    }

    [Fact]
    public async Task Codes_that_were_replaced_in_another_tab_cannot_be_called_saved()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);
        await server.Enrol(browser, person);
        await browser.Submit(("saved", "true"));
        var older = await browser.Submit(CodesPage, ("kind", "codes"));
        await browser.Submit(CodesPage, ("kind", "codes"));

        var answer = await browser.Send(older.Form(("saved", "true"), ("done", "codes")));

        Assert.Contains(
            answer.Errors,
            error => error.StartsWith("The codes that you saved work no more", StringComparison.Ordinal)
        );
        Assert.Null((await server.SetsOf(person)).Single().SavedAt);
    }
}
