using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Tests.AuthenticatorApps;

/// <summary>What a person does who sets up an app, read from the pages alone.</summary>
internal static class Enrolling
{
    public const string AppPage = "/me/security/authenticator-app";

    /// <summary>The key on the page, as a person would type it into the app.</summary>
    public static Secret Key(this Page page) => new(Base32.Decode(page.TextsOf("#key").Single())!);

    /// <summary>The same as text, to compare.</summary>
    public static string KeyText(this Page page) => page.TextsOf("#key").Single().Replace(" ", "", StringComparison.Ordinal);

    public static IReadOnlyList<string> Codes(this Page page) => page.TextsOf(".codes code");

    /// <summary>Signed in by the password alone, whatever the next page is.</summary>
    public static async Task<Browser> WithPassword(this TestServer server, Person person)
    {
        var browser = server.Browser();
        await browser.Submit(
            "/sign-in?account=" + person.Account.Handle,
            ("login", person.User.Email),
            ("password", person.Password)
        );
        return browser;
    }

    /// <summary>Opens the page, types the right code, and goes to the next step of the clock; the answer to the code is returned.</summary>
    public static async Task<Page> Enrol(this TestServer server, Browser browser, Person person, string query = "")
    {
        var page = await browser.Get(AppPage + query);
        var seed = page.Key();
        var saved = page.Field("saved") is null ? null : "true";
        var answer = await browser.Submit(("code", server.Given.Code(seed)), saved is null ? ("cancel", null) : ("saved", saved));
        person.Seed = seed;
        server.Given.NextCode();
        return answer;
    }

    public static Task<IReadOnlyList<AuthenticatorApp>> AppsOf(this TestServer server, Person person) =>
        server.Read(tx => tx.Apps.Of(person.User.Id));

    public static Task<IReadOnlyList<RecoverySet>> SetsOf(this TestServer server, Person person) =>
        server.Read(tx => tx.Recovery.ActiveSets(person.User.Id));

    public static Task<IReadOnlyList<Session>> SessionsOf(this TestServer server, Person person) =>
        server.Read(tx => tx.Sessions.Running(person.User.Id, tx.Now));

    /// <summary>Where a sign-in with this second factor ends.</summary>
    public static async Task<Page> SignInWith(this TestServer server, Person person, string code, string page = "second-factor")
    {
        var browser = await server.WithPassword(person);
        return await browser.Submit("/sign-in/" + page, ("code", code));
    }
}
