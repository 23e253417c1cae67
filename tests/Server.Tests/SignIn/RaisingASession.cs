using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>A session that proves more goes on under a new secret, and the old one is dead at once (ASVS 7.2.4).</summary>
[Keeps("SIGN-9"), Keeps("ALWAYS-9")]
public sealed class RaisingASession
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Each_app_that_is_set_up_changes_the_secret(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var anna = (await server.Given.Account()).Administrator;
        using var browser = await server.WithPassword(anna);

        for (var i = 0; i < 2; i++)
        {
            using var thief = browser.Twin();
            await server.Enrol(browser, anna);

            Assert.NotEqual(thief.Cookies["sid"], browser.Cookies["sid"]);
            Assert.StartsWith("/sign-in", (await thief.Get("/me/security")).Location, StringComparison.Ordinal);
            Assert.Equal("/me/security", (await browser.Visit("/me/security")).Path);
        }
        Assert.Single(await server.Read(tx => tx.Sessions.Running(anna.User.Id, tx.Now)));
    }

    [Fact]
    public async Task Another_tab_s_request_that_was_under_way_finds_its_page_again()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account()).Administrator;
        using var browser = await server.WithPassword(anna);
        using var other = browser.Twin();
        await server.Enrol(browser, anna);

        var late = await other.Get("/me/sessions?late=1");

        // The answer to the late request touches no cookie: the new one, which came with the other answer, stays.
        Assert.False(late.Headers.Contains("Set-Cookie"));
        other.Cookies["sid"] = browser.Cookies["sid"];
        Assert.Equal("/me/sessions", (await other.Follow(late)).Path);
    }

    [Fact]
    public async Task A_form_that_was_open_in_another_tab_is_still_taken()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("console")).Administrator;
        using var browser = await server.WithPassword(anna);
        var open = await browser.Fill("/me", ("givenName", "Anna"));
        await server.Enrol(browser, anna);

        Assert.Equal("/me?done=saved", (await browser.Send(open)).Location);
    }
}
