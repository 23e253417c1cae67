using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-11"), Keeps("KEY-5")]
public sealed class ProvingAgainByKey
{
    private const string Sensitive = "/me/security/security-keys";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_touch_proves_and_the_session_gets_a_new_secret(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        using var browser = server.Browser();
        await browser.SignInByPasskey(key);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        using var thief = browser.Twin();

        await browser.Get(Sensitive);
        var answer = await browser.Send(browser.Page.Touched(key));

        Assert.Equal(Sensitive, answer.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get(Sensitive)).Status);
        Assert.NotNull(browser.Page.Document.QuerySelector("form[data-key='create']"));
        Assert.StartsWith("/sign-in", (await thief.Get("/me")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_posted_is_carried_along_and_obeyed()
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        using var browser = server.Browser();
        await browser.SignInByPasskey(key);
        var row = Assert.Single(await server.KeysOf(ben));
        var form = await browser.Fill($"{Sensitive}/{row.Id}", ("name", "Blue one"));
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var asked = await browser.Send(form);
        await browser.Send(asked.Touched(key));

        Assert.Equal("Blue one", Assert.Single(await server.KeysOf(ben)).Name);
    }

    [Fact]
    [Keeps("SIGN-4")]
    public async Task The_app_stands_behind_it_and_a_wrong_key_says_so()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.App(await SigningInByKey.Ben(server));
        var key = await server.Key(ben);
        using var browser = server.Browser();
        await browser.SignInByPasskey(key);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.Get(Sensitive);

        var wrong = await browser.Send(browser.Page.Touched(new SoftAuthenticator(server.Origin())));
        Assert.Contains("This key was not accepted", Assert.Single(wrong.Errors), StringComparison.Ordinal);
        var proved = await browser.Send(wrong.Form(("proof", server.Given.Code(ben))));

        Assert.Equal(Sensitive, proved.Location);
    }
}
