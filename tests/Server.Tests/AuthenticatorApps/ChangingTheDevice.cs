using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.AuthenticatorApps;

public sealed class ChangingTheDevice
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APP-5")]
    public async Task The_old_app_works_until_the_new_one_has_proved_a_code(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var person = await server.Given.Enrolled(await server.Given.Account());
        var browser = await server.Given.SignedIn(person);
        var old = (await server.AppsOf(person)).Single();
        var oldSeed = person.Seed!;

        var newSeed = (await browser.Get($"{Enrolling.AppPage}?replace={old.Id}")).Key();
        Assert.Equal(HttpStatusCode.Found, (await server.SignInWith(person, server.Given.Code(oldSeed))).Status);
        server.Given.NextCode();
        await browser.Submit(("code", server.Given.Code(newSeed)));
        server.Given.NextCode();

        var now = (await server.AppsOf(person)).Single();
        Assert.NotEqual(old.Id, now.Id);
        Assert.Equal(HttpStatusCode.OK, (await server.SignInWith(person, server.Given.Code(oldSeed))).Status);
        Assert.Equal(HttpStatusCode.Found, (await server.SignInWith(person, server.Given.Code(newSeed))).Status);
        Assert.Contains(await server.Mailbox.Of(person), mail => mail.Kind == "appReplaced");
    }

    [Fact]
    [Keeps("APP-5")]
    public async Task Cancelling_changes_nothing()
    {
        await using var server = await TestServer.Start();
        var person = await server.Given.Enrolled(await server.Given.Account());
        var browser = await server.Given.SignedIn(person);
        var old = (await server.AppsOf(person)).Single();
        await browser.Get($"{Enrolling.AppPage}?replace={old.Id}");

        var answer = await browser.Submit(("cancel", "true"), ("code", ""));

        Assert.Equal("/me/security", answer.Location);
        Assert.Equal(old.Id, (await server.AppsOf(person)).Single().Id);
        Assert.Equal(HttpStatusCode.Found, (await server.SignInWith(person, server.Given.Code(person))).Status);
    }

    [Fact]
    [Keeps("APP-5")]
    public async Task The_app_of_somebody_else_is_not_found()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var other = await server.Given.Enrolled(company);
        var person = await server.Given.Enrolled(company);
        var browser = await server.Given.SignedIn(person);
        var theirs = (await server.AppsOf(other)).Single().Id;

        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"{Enrolling.AppPage}?replace={theirs}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"{Enrolling.AppPage}/{theirs}")).Status);
    }

    [Fact]
    [Keeps("APP-9")]
    public async Task Several_apps_have_names_unlike_each_other()
    {
        await using var server = await TestServer.Start();
        var person = await server.Given.Enrolled(await server.Given.Account());
        var browser = await server.Given.SignedIn(person);
        await server.Enrol(browser, person);
        await server.Enrol(browser, person);
        var apps = await server.AppsOf(person);
        Assert.Equal(
            ["Phone", "Authenticator app", "Authenticator app 2"],
            apps.OrderBy(app => app.CreatedAt).Select(app => app.Name)
        );

        var second = apps.First(app => app.Name == "Authenticator app 2").Id;
        var taken = await browser.Submit($"{Enrolling.AppPage}/{second}", ("name", " phone "));
        var tooLong = await browser.Submit($"{Enrolling.AppPage}/{second}", ("name", new string('x', 65)));
        var renamed = await browser.Submit($"{Enrolling.AppPage}/{second}", ("name", "  Pixel 9 "));

        Assert.NotEmpty(taken.Errors);
        Assert.NotEmpty(tooLong.Errors);
        Assert.Equal("/me/security?done=renamed", renamed.Location);
        var overview = await browser.Get("/me/security");
        Assert.Contains("Pixel 9", overview.Text, StringComparison.Ordinal);
        Assert.Contains("Added 6 Jan 2025", overview.Text, StringComparison.Ordinal);
    }
}
