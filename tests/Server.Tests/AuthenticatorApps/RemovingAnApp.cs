using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.AuthenticatorApps;

public sealed class RemovingAnApp
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APP-11"), Keeps("ALWAYS-1")]
    public async Task With_the_last_factor_mfa_is_off_and_the_codes_die(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering", policy => policy with { Recovery = RecoveryKind.Both });
        var person = company.Administrator;
        var browser = await server.WithPassword(person);
        var codes = (await server.Enrol(browser, person)).Codes();
        Assert.Equal(11, codes.Count);

        var answer = await Delete(server, browser, person);

        Assert.StartsWith("/me/security?done=removed", answer.Location, StringComparison.Ordinal);
        Assert.Empty(await server.AppsOf(person));
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(person.User.Id)));
        Assert.Contains(await server.Mailbox.Of(person), mail => mail.Kind == "appRemoved");
    }

    [Fact]
    [Keeps("MUST-9")]
    public async Task The_last_one_stays_where_it_is_required_and_the_page_says_by_whom()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var person = await server.Given.Enrolled(company);
        var browser = await server.Given.SignedIn(person);

        var answer = await Delete(server, browser, person);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(company.Account.Name, answer.Errors.Single(), StringComparison.Ordinal);
        Assert.Single(await server.AppsOf(person));
    }

    [Fact]
    [Keeps("MUST-9")]
    public async Task Where_the_policy_says_so_enrolment_follows_at_once()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account(
            "strict",
            p => p with { OwnRemoval = OwnRemoval.EnrolNow, Bites = Bites.NextSignIn }
        );
        var person = await server.Given.Enrolled(company);
        var browser = await server.Given.SignedIn(person);

        var answer = await Delete(server, browser, person);

        Assert.Equal("/enrol", answer.Location);
        Assert.Equal("/enrol", (await browser.Get("/me/security")).Location);
        await server.Enrol(browser, person);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me/security")).Status);
    }

    [Fact]
    [Keeps("MUST-9")]
    public async Task Or_at_the_next_sign_in()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { OwnRemoval = OwnRemoval.EnrolNext });
        var person = await server.Given.Enrolled(company);
        var browser = await server.Given.SignedIn(person);

        var answer = await Delete(server, browser, person);

        Assert.Equal(HttpStatusCode.OK, (await browser.Follow(answer)).Status);
        Assert.Equal("/me/security", browser.Page.Path);
        Assert.Equal("/enrol", (await server.Given.SignIn(server.Browser(), person)).Path);
    }

    [Fact]
    [Keeps("APP-11"), Keeps("SIGN-11")]
    public async Task A_fresh_proof_is_asked_for_first()
    {
        await using var server = await TestServer.Start();
        var person = await server.Given.Enrolled(await server.Given.Account("numbering"));
        var browser = await server.Given.SignedIn(person);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var asked = await Delete(server, browser, person);
        Assert.Single(await server.AppsOf(person));
        var answer = await browser.Send(asked.Form(("proof", server.Given.Code(person))));

        Assert.True(asked.HasForm("proof"));
        Assert.StartsWith("/me/security?done=removed", answer.Location, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-9"), Keeps("ALWAYS-1")]
    public async Task Of_the_last_two_removed_at_once_one_stays(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var person = await server.Given.App(await server.Given.Enrolled(await server.Given.Account()));
        var browser = await server.Given.SignedIn(person);
        var forms = new List<FilledForm>();
        foreach (var app in await server.AppsOf(person))
        {
            var page = await browser.Get($"{Enrolling.AppPage}/{app.Id}");
            forms.Add(page.Form(("name", app.Name)) with { Action = $"{Enrolling.AppPage}/{app.Id}?handler=delete" });
        }

        var answers = await Task.WhenAll(forms.Select(form => browser.Twin().Send(form)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Found);
        Assert.Single(answers, answer => answer.Errors.Count == 1);
        Assert.Single(await server.AppsOf(person));
    }

    private static async Task<Page> Delete(TestServer server, Browser browser, Person person)
    {
        var app = (await server.AppsOf(person))[0];
        var page = await browser.Get($"{Enrolling.AppPage}/{app.Id}");
        return await browser.Send(page.Form(("name", app.Name)) with { Action = $"{Enrolling.AppPage}/{app.Id}?handler=delete" });
    }
}
