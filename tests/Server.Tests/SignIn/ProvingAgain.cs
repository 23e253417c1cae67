using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-11")]
public sealed class ProvingAgain
{
    private const string Sensitive = "/me/security/authenticator-app";

    [Fact]
    public async Task A_sensitive_page_asks_for_a_proof_when_the_last_one_is_five_minutes_old()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var browser = await server.Given.SignedIn(anna);
        Assert.False((await browser.Get(Sensitive)).HasForm("proof"));

        server.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True((await browser.Get(Sensitive)).HasForm("proof"));
    }

    [Fact]
    public async Task Who_has_a_factor_proves_by_it_and_the_session_gets_a_new_secret()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var browser = await server.Given.SignedIn(anna);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        using var thief = browser.Twin();

        await browser.Get(Sensitive);
        await browser.Submit(("proof", anna.Password));
        Assert.True(browser.Page.HasForm("proof"));
        await browser.Submit(("proof", server.Given.Code(anna)));

        Assert.Equal(Sensitive, browser.Page.Location);
        Assert.False((await browser.Get(Sensitive)).HasForm("proof"));
        Assert.StartsWith("/sign-in", (await thief.Get("/me")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_none_proves_by_the_password()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("numbering")).Administrator;
        using var browser = await server.Given.SignedIn(anna);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        await browser.Get(Sensitive);
        await browser.Submit(("proof", "wrong"));
        Assert.True(browser.Page.HasForm("proof"));
        await browser.Submit(("proof", anna.Password));

        Assert.Equal(Sensitive, browser.Page.Location);
    }

    [Fact]
    public async Task Guesses_at_the_proof_are_counted_like_guesses_at_sign_in()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var browser = await server.Given.SignedIn(anna);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.Get(Sensitive);
        // A known browser has ten free tries.
        for (var i = 0; i < 10; i++)
            await browser.Submit(("proof", "000000"));

        var answer = await browser.Submit(("proof", server.Given.Code(anna)));

        Assert.Equal(System.Net.HttpStatusCode.TooManyRequests, answer.Status);
    }
}
