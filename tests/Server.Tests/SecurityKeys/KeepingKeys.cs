using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SecurityKeys;

/// <summary>Names and removal of keys that are there.</summary>
public sealed class KeepingKeys
{
    [Fact]
    [Keeps("KEY-4"), Keeps("KEY-2")]
    public async Task A_key_gets_another_name_unlike_those_of_ones_other_keys()
    {
        await using var server = await TestServer.Start();
        var (person, browser) = await WithKey(server, p => p);
        await browser.Register(server.NewKey(), "Green");
        var key = (await server.KeysOf(person))[0];
        var address = KeysOfPeople.KeysPage + "/" + key.Id;

        Assert.Contains(
            "has this name",
            Assert.Single((await browser.Submit(address, ("name", "GREEN"))).Errors),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "1 to 64",
            Assert.Single((await browser.Submit(address, ("name", "  "))).Errors),
            StringComparison.Ordinal
        );
        var answer = await browser.Enter(address, ("name", " Red key "));

        Assert.Contains("The name was changed.", answer.Banners[0], StringComparison.Ordinal);
        Assert.Equal(["Green", "Red key"], (await server.KeysOf(person)).Select(k => k.Name));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("KEY-4"), Keeps("ALWAYS-1"), Keeps("ALWAYS-9"), Keeps("SIGN-14")]
    public async Task With_the_last_key_mfa_is_off_the_codes_die_and_other_sessions_end(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (person, browser) = await WithKey(server, p => p with { Requirement = Requirement.Off });
        Assert.Single(await server.SetsOf(person));
        var other = await server.WithPassword(person);

        var answer = await Delete(server, browser, person);

        Assert.StartsWith("/me/security?done=keyRemoved", answer.Location, StringComparison.Ordinal);
        Assert.Empty(await server.KeysOf(person));
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(person.User.Id)));
        Assert.Contains(await server.Mailbox.Of(person), mail => mail.Kind == "securityKeyRemoved");
        Assert.Equal("/sign-in/second-factor", other.Page.Location?.Split('?')[0]);
        Assert.Contains("MFA is off", (await browser.Follow(answer)).Banners[0], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-9"), Keeps("V2.3.2")]
    public async Task Of_the_last_key_and_the_last_app_removed_at_once_one_stays(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (person, browser) = await WithKey(server, p => p);
        await server.Given.App(person);
        var key = Assert.Single(await server.KeysOf(person));
        var app = Assert.Single(await server.Read(tx => tx.Apps.Of(person.User.Id)));
        string[] pages = [$"{KeysOfPeople.KeysPage}/{key.Id}", $"/me/security/authenticator-app/{app.Id}"];
        var forms = new List<FilledForm>();
        foreach (var page in pages)
            forms.Add((await browser.Get(page)).Form(("name", null)) with { Action = page + "?handler=delete" });

        using var twin = browser.Twin();
        await Task.WhenAll(browser.Send(forms[0]), twin.Send(forms[1]));

        Assert.Equal(1, (await server.Read(tx => tx.Factors.Of(person.User.Id))).Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("KEY-4"), Keeps("W-R16")]
    public async Task Of_two_people_who_register_one_key_at_once_one_has_it(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account();
        var key = server.NewKey();
        var sends = new List<(Browser Browser, FilledForm Form)>();
        foreach (var person in new[] { company.Administrator, await server.Given.User(company) })
        {
            var browser = await server.WithPassword(person);
            var page = await browser.Get(KeysOfPeople.KeysPage);
            sends.Add((browser, page.Form(("answer", key.Register(page.Options())), ("script", "yes"))));
        }

        var answers = await Task.WhenAll(sends.Select(send => send.Browser.Send(send.Form)));

        Assert.Single(
            answers,
            answer => answer.Errors.Any(error => error.Contains("registered already", StringComparison.Ordinal))
        );
        Assert.Single(answers, answer => answer.Errors.Count == 0);
    }

    [Fact]
    [Keeps("MUST-9")]
    public async Task The_last_one_stays_where_it_is_required_and_the_page_says_by_whom()
    {
        await using var server = await TestServer.Start();
        var (person, browser) = await WithKey(server, p => p);

        var answer = await Delete(server, browser, person);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(person.Account.Name, answer.Errors.Single(), StringComparison.Ordinal);
        Assert.Single(await server.KeysOf(person));
    }

    [Theory]
    [InlineData(OwnRemoval.EnrolNow, "/enrol")]
    [InlineData(OwnRemoval.EnrolNext, "/me/security")]
    [Keeps("MUST-9")]
    public async Task Where_the_policy_says_so_another_one_is_set_up_at_once_or_at_the_next_sign_in(OwnRemoval rule, string next)
    {
        await using var server = await TestServer.Start();
        var (person, browser) = await WithKey(server, p => p with { OwnRemoval = rule });

        var answer = await Delete(server, browser, person);

        Assert.Equal(next, answer.Location!.Split('?')[0]);
        Assert.Equal(next, (await browser.Visit("/me/security")).Path);
    }

    [Fact]
    [Keeps("MUST-9"), Keeps("MUST-12")]
    public async Task Where_a_key_is_required_the_last_one_stays_although_there_is_an_app()
    {
        await using var server = await TestServer.Start();
        var (person, browser) = await WithKey(server, p => p with { RequiredStrength = RequiredStrength.PhishingResistant });
        await server.Given.App(person);

        var answer = await Delete(server, browser, person);

        Assert.Contains(person.Account.Name, answer.Errors.Single(), StringComparison.Ordinal);
        Assert.Single(await server.KeysOf(person));
    }

    [Fact]
    [Keeps("ADMIN-5"), Keeps("V8.2.2")]
    public async Task Somebody_elses_key_is_not_found()
    {
        await using var server = await TestServer.Start();
        var (person, _) = await WithKey(server, p => p);
        var (_, other) = await WithKey(server, p => p);
        var address = $"{KeysOfPeople.KeysPage}/{(await server.KeysOf(person))[0].Id}";

        Assert.Equal(HttpStatusCode.NotFound, (await other.Get(address)).Status);
    }

    [Fact]
    [Keeps("MUST-10"), Keeps("MUST-11")]
    public async Task An_administrator_sees_who_has_a_key_and_removes_it_for_somebody_who_lost_it()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var ben = await server.Given.User(company, "ben");
        await (await server.WithPassword(ben)).Register(server.NewKey());
        using var browser = await server.Given.SignedIn(await server.Given.App(company.Administrator));

        var list = await browser.Get("/account/users?mfa=securityKey");
        Assert.Equal(["ben"], list.TextsOf("tbody th"));
        Assert.Contains("Security key", list.TextsOf("tbody td"));
        Assert.Contains(
            ",securityKey,",
            (await browser.Get("/account/users?export=csv&mfa=securityKey")).Body,
            StringComparison.Ordinal
        );
        await browser.Get($"/account/users/{ben.User.Id}/mfa");
        Assert.Contains("Security key", browser.Page.TextsOf(".chip"));
        var form = browser.Page.Form(("requirement", "inherit"));
        await browser.Send(form with { Action = $"/account/users/{ben.User.Id}/mfa?handler=Remove" });

        Assert.Empty(await server.KeysOf(ben));
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(ben.User.Id)));
    }

    [Fact]
    [Keeps("KEY-4"), Keeps("ADMIN-1"), Keeps("ALWAYS-10")]
    public async Task The_key_of_a_removed_user_is_nobodys_and_can_be_somebody_elses()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var ben = await server.Given.App(await server.Given.User(company, "ben"));
        var key = server.NewKey();
        var his = await server.Given.SignedIn(ben);
        await his.Register(key);
        using var browser = await server.Given.SignedIn(await server.Given.App(company.Administrator));

        await browser.Submit($"/account/users/{ben.User.Id}", ("status", "removed"));
        await browser.Register(key, "Was his");

        Assert.Equal("Was his", Assert.Single(await server.KeysOf(company.Administrator)).Name);
        Assert.Equal(0, (await server.Read(tx => tx.Factors.Of(ben.User.Id))).Count);
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(ben.User.Id)));
        Assert.Equal("2", Assert.Single(await Trail.Of(server, company.Account.Id, "user_removed"))["factorsDeleted"]);
    }

    private static async Task<(Person Person, Browser Browser)> WithKey(TestServer server, Func<Policy, Policy> policy)
    {
        var person = (await server.Given.Account("strict", policy)).Administrator;
        var browser = await server.WithPassword(person);
        await browser.Register(server.NewKey(), "Blue");
        return (person, browser);
    }

    private static async Task<Page> Delete(TestServer server, Browser browser, Person person)
    {
        var key = Assert.Single(await server.KeysOf(person));
        var page = await browser.Get(KeysOfPeople.KeysPage + "/" + key.Id);
        var form = page.Form(("name", key.Name));
        return await browser.Send(form with { Action = $"{KeysOfPeople.KeysPage}/{key.Id}?handler=delete" });
    }
}
