using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;

namespace Sallyport.Server.Tests.SecurityKeys;

/// <summary>What a person does who registers a key, through the pages and with a key in software.</summary>
internal static class KeysOfPeople
{
    public const string KeysPage = "/me/security/security-keys";

    /// <summary>How a browser names the pages of this server.</summary>
    public static string Origin(this TestServer server) => server.Settings.PublicUrl.GetLeftPart(UriPartial.Authority);

    public static SoftAuthenticator NewKey(this TestServer server) => new(server.Origin());

    /// <summary>What the page asks the browser.</summary>
    public static string Options(this Page page) => page.Document.QuerySelector("form[data-key]")!.GetAttribute("data-options")!;

    /// <summary>Opens the page, touches the key, and sends the form; the answer is returned.</summary>
    public static async Task<Page> Register(
        this Browser browser,
        SoftAuthenticator key,
        string name = "",
        Action<SoftAnswer>? spoil = null
    )
    {
        var page = await browser.Get(KeysPage);
        return await browser.Answer(key.Register(page.Options(), spoil), name);
    }

    /// <summary>Sends the form of the page in front with this answer.</summary>
    public static Task<Page> Answer(this Browser browser, string answer, string name = "")
    {
        var fields = new List<(string, string?)> { ("answer", answer), ("script", "yes"), ("name", name) };
        if (browser.Page.Field("saved") is not null)
            fields.Add(("saved", "true"));
        return browser.Submit([.. fields]);
    }

    /// <summary>By name: the clock stands still, so that none of them is older.</summary>
    public static async Task<IReadOnlyList<SecurityKey>> KeysOf(this TestServer server, Person person) =>
        [.. (await server.Read(tx => tx.SecurityKeys.Of(person.User.Id))).OrderBy(key => key.Name, StringComparer.Ordinal)];
}
