using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>The switch in the footer, the language kept with the user, and what the browser says.</summary>
[Keeps("ADMIN-2")]
public sealed class ChoosingTheLanguage
{
    [Fact]
    public async Task The_switch_wins_over_the_user_s_language_until_sign_out()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, "de");
        using var browser = await server.Given.SignedIn(ben);
        Assert.Equal("de", await LanguageOf(browser, "/me/security"));

        await Switch(browser, "en");

        Assert.Equal("en", await LanguageOf(browser, "/me/security"));
        Assert.Equal("en", await LanguageOf(browser, "/me"));
        await browser.Submit("/sign-out");
        await server.Given.SignIn(browser, ben);
        Assert.Equal("de", await LanguageOf(browser, "/me/security"));
    }

    [Fact]
    public async Task A_session_that_ended_otherwise_leaves_the_next_person_their_own_language()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, "de");
        using var browser = await server.Given.SignedIn(ben);
        await Switch(browser, "en");
        await server.Write(tx => tx.Sessions.EndOthers(ben.User.Id, null, tx.Now));

        await server.Given.SignIn(browser, ben);

        Assert.Equal("de", await LanguageOf(browser, "/me/security"));
    }

    [Fact]
    public async Task What_is_saved_on_one_s_own_page_is_seen_at_once()
    {
        await using var server = await TestServer.Start();
        using var browser = await server.Given.SignedIn(await Ben(server, ""));
        await Switch(browser, "de");

        await browser.Submit("/me", ("language", "en"));

        Assert.Equal("en", await LanguageOf(browser, "/me"));
    }

    [Fact]
    public async Task Without_a_language_of_one_s_own_the_browser_s_switch_stays()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, "");
        using var browser = server.Browser();
        await browser.Get("/sign-in");
        await Switch(browser, "de");

        await server.Given.SignIn(browser, ben);

        Assert.Equal("de", await LanguageOf(browser, "/me"));
    }

    private static async Task<Person> Ben(TestServer server, string language)
    {
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        await server.Write(tx => tx.Users.ChangeDetails(ben.User with { Language = language }));
        return ben;
    }

    private static async Task Switch(Browser browser, string language)
    {
        var form = (await browser.Get(browser.Page.Path)).Form(("language", null), ("returnTo", "/me"));
        await browser.Send(
            form with
            {
                Action = "/language",
                Fields = [.. form.Fields, KeyValuePair.Create("language", language)],
            }
        );
    }

    private static async Task<string?> LanguageOf(Browser browser, string path) =>
        (await browser.Visit(path)).Document.DocumentElement.GetAttribute("lang");
}
