using System.Text.Json;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>Security keys that people have, and how a browser with script would let them answer.</summary>
internal static class KeysInHand
{
    /// <summary>Registers a key of the person, as if the ceremony had been held some time ago.</summary>
    /// <param name="server">Whose public address the key knows.</param>
    /// <param name="person">Its owner.</param>
    /// <param name="make">Another key than a hardware key with a PIN.</param>
    /// <param name="rpId">The host that it answers to; null: that of the public address.</param>
    public static async Task<SoftAuthenticator> Key(
        this TestServer server,
        Person person,
        Func<string, SoftAuthenticator>? make = null,
        string? rpId = null
    )
    {
        var key = (make ?? (origin => new SoftAuthenticator(origin)))(server.Origin());
        await server.Write(async tx =>
        {
            key.UserHandle = await tx.UserHandles.Of(person.User.Id);
            var row = new SecurityKey
            {
                Id = tx.Random.Id(),
                UserId = person.User.Id,
                Name = "Key " + Convert.ToHexString(key.CredentialId)[..6],
                RpId = rpId ?? server.Settings.PublicUrl.Host,
                CredentialId = key.CredentialId,
                Algorithm = (int)SoftKeyPair.Es256,
                Aaguid = Guid.Empty.ToString(),
                AttestationFormat = "none",
                Transports = "usb,nfc",
                BackupEligible = key.IsBackupEligible,
                CreatedAt = tx.Now,
                AttestationObject = [],
                ClientData = [],
            };
            return await tx.SecurityKeys.Add(row, key.PublicKey);
        });
        return key;
    }

    public static string Origin(this TestServer server) => server.Settings.PublicUrl.GetLeftPart(UriPartial.Authority);

    public static Task<IReadOnlyList<SecurityKey>> KeysOf(this TestServer server, Person person) =>
        server.Read(tx => tx.SecurityKeys.Of(person.User.Id));

    /// <summary>A browser in which the password was right and the second page is shown.</summary>
    public static async Task<Browser> AtSecondStep(this TestServer server, Person person, string from = "127.0.0.3")
    {
        var browser = server.Browser(from);
        server.Secrets.AddPassword(person.Password);
        await browser.Enter("/sign-in", ("login", person.User.Email), ("password", person.Password));
        return browser;
    }

    /// <summary>What the page's script would hand to the browser.</summary>
    public static string Question(this Page page) =>
        page.Document.QuerySelector("form[data-key='get']")!.GetAttribute("data-options")!;

    /// <summary>The page's form with the key's answer.</summary>
    public static FilledForm Touched(this Page page, SoftAuthenticator key, Action<SoftAnswer>? spoil = null) =>
        page.Form(("answer", key.Assert(page.Question(), spoil)));

    /// <summary>Touches the key on the page in front and follows to where that leads.</summary>
    public static async Task<Page> Touch(this Browser browser, SoftAuthenticator key, Action<SoftAnswer>? spoil = null) =>
        await browser.Follow(await browser.Send(browser.Page.Touched(key, spoil)));

    /// <summary>A question for a passkey, and the form in which its answer is sent.</summary>
    public static async Task<(string Options, FilledForm Form)> AskForPasskey(this Browser browser, string page = "/sign-in")
    {
        await browser.Get(page);
        var form = browser.Page.Form(("ceremony", ""), ("answer", ""));
        var answer = await browser.Send(form with { Action = "/sign-in?handler=ask" });
        var json = JsonElement.Parse(answer.Body);
        var fields = form.Fields.Where(field => field.Key is not ("ceremony" or "answer"));
        var ceremony = json.GetProperty("ceremony").GetString()!;
        var filled = form with { Fields = [.. fields, KeyValuePair.Create("ceremony", ceremony)] };
        return (json.GetProperty("options").GetString()!, filled);
    }

    /// <summary>The form with a passkey's answer.</summary>
    public static FilledForm With(this FilledForm form, string answer) =>
        form with
        {
            Fields = [.. form.Fields, KeyValuePair.Create("answer", answer)],
        };

    /// <summary>Signs in without a name; the first answer.</summary>
    public static async Task<Page> SignInByPasskey(
        this Browser browser,
        SoftAuthenticator key,
        Action<SoftAnswer>? spoil = null,
        string page = "/sign-in"
    )
    {
        var (options, form) = await browser.AskForPasskey(page);
        return await browser.Send(form.With(key.Assert(options, spoil)));
    }

    /// <summary>The reasons of what was refused, the newest first.</summary>
    public static async Task<IReadOnlyList<string>> Refusals(this TestServer server, Person person, string action) =>
        [
            .. (await server.Read(tx => tx.AuditTrail.Chain(person.Account.Id, 0, 10_000)))
                .Where(row => row.Action == action && row.Outcome == "refused")
                .Select(row => row.Reason)
                .Reverse(),
        ];
}
