using System.Net;
using System.Text.Json;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SecurityKeys;

public sealed class RegisteringAKey
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("KEY-1"), Keeps("MUST-2"), Keeps("RECOV-2"), Keeps("SIGN-14")]
    public async Task Who_must_enrol_registers_a_key_saves_the_codes_and_goes_on(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account();
        var ben = await server.Given.User(company);
        var browser = await server.WithPassword(ben);
        Assert.Equal("/enrol", (await browser.Visit("/me")).Path);
        Assert.Contains("Setup security key", browser.Page.Text, StringComparison.Ordinal);

        var answer = await browser.Register(server.NewKey(), "  Blue key ");

        Assert.Equal(10, answer.Codes().Count);
        var key = Assert.Single(await server.KeysOf(ben));
        Assert.Equal(
            ("Blue key", "127.0.0.1", "none", false),
            (key.Name, key.RpId, key.AttestationFormat, key.AttestationVerified)
        );
        Assert.Equal("/me/security", (await browser.Enter(("saved", "true"))).Path);
        Assert.Contains("Your security key is active.", browser.Page.Banners[0], StringComparison.Ordinal);
        Assert.Contains("Blue key", browser.Page.Text, StringComparison.Ordinal);
        Assert.Contains(await server.Mailbox.Of(ben), mail => mail.Kind == "securityKeyAdded");
        var noted = Assert.Single(await Trail.Of(server, company.Account.Id, "security_key_added"));
        Assert.Equal((key.Id, "Blue key", "none"), (noted["key"], noted["name"], noted["format"]));
    }

    [Fact]
    [Keeps("RECOV-2"), Keeps("RECOV-4")]
    public async Task Codes_that_are_shown_beside_the_key_work_once_it_counts()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("strict", p => p with { CodesShown = CodesShown.BeforePairing })).Administrator;
        var browser = await server.WithPassword(person);

        var codes = (await browser.Get(KeysOfPeople.KeysPage)).Codes();
        Assert.Equal(10, codes.Count);
        Assert.Empty(await server.SetsOf(person));
        var answer = await browser.Answer(server.NewKey().Register(browser.Page.Options()));

        Assert.StartsWith("/me/security?done=keyAdded", answer.Location, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(await server.SetsOf(person)).SavedAt);
    }

    [Fact]
    [Keeps("RECOV-3"), Keeps("KEY-4")]
    public async Task A_second_key_brings_no_codes_and_ends_other_sessions()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account());
        var browser = await server.WithPassword(ben);
        var first = server.NewKey();
        await browser.Register(first, "One");
        var other = await server.WithPassword(ben);

        var page = await browser.Get(KeysOfPeople.KeysPage);
        var excluded = JsonElement.Parse(page.Options()).GetProperty("excludeCredentials").EnumerateArray().Single();
        var answer = await browser.Answer(server.NewKey().Register(page.Options()), "Two");

        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(first.CredentialId), excluded.GetProperty("id").GetString());
        Assert.Equal("usb", excluded.GetProperty("transports")[0].GetString());
        Assert.StartsWith("/me/security?done=keyAdded", answer.Location, StringComparison.Ordinal);
        Assert.Equal(["One", "Two"], (await server.KeysOf(ben)).Select(key => key.Name));
        Assert.Single(await server.SetsOf(ben));
        Assert.Equal("/sign-in", (await other.Get("/me")).Location?.Split('?')[0]);
    }

    [Fact]
    [Keeps("W-R1"), Keeps("KEY-1")]
    public async Task The_browser_is_asked_for_what_the_policy_wants_and_told_nothing_of_the_person()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);

        var asked = JsonElement.Parse((await browser.Get(KeysOfPeople.KeysPage)).Options());

        Assert.Equal("127.0.0.1", asked.GetProperty("rp").GetProperty("id").GetString());
        Assert.Equal(64, Bytes(asked.GetProperty("user"), "id").Length);
        Assert.Equal(32, Bytes(asked, "challenge").Length);
        Assert.Equal(300_000, asked.GetProperty("timeout").GetInt32());
        Assert.Equal("none", asked.GetProperty("attestation").GetString());
        Assert.Empty(asked.GetProperty("excludeCredentials").EnumerateArray());
        var selection = asked.GetProperty("authenticatorSelection");
        Assert.Equal("preferred", selection.GetProperty("residentKey").GetString());
        Assert.Equal("preferred", selection.GetProperty("userVerification").GetString());
        var numbers = asked.GetProperty("pubKeyCredParams").EnumerateArray().Select(p => p.GetProperty("alg").GetInt32());
        Assert.Equal([-7, -35, -36, -257], numbers.Where(number => number != -8));
        var again = JsonElement.Parse((await browser.Get(KeysOfPeople.KeysPage)).Options());
        Assert.NotEqual(Bytes(asked, "challenge"), Bytes(again, "challenge"));
        Assert.Equal(Bytes(asked.GetProperty("user"), "id"), Bytes(again.GetProperty("user"), "id"));
    }

    [Theory]
    [InlineData("ee882879-721c-4913-9775-3dfcce97072a", "YubiKey 5")]
    [InlineData("00000000-0000-0000-0000-000000000000", "Security key")]
    [Keeps("KEY-2")]
    public async Task A_key_without_a_name_is_called_after_its_model_and_a_second_one_gets_a_number(string model, string name)
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);

        await browser.Register(new SoftAuthenticator(server.Origin()) { Aaguid = Guid.Parse(model) });
        await browser.Register(new SoftAuthenticator(server.Origin()) { Aaguid = Guid.Parse(model) });

        Assert.Equal([name, name + " 2"], (await server.KeysOf(person)).Select(key => key.Name));
    }

    [Fact]
    [Keeps("KEY-2"), Keeps("KEY-3")]
    public async Task A_name_that_is_taken_or_too_long_is_refused_and_the_key_can_be_tried_again()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);
        await browser.Register(server.NewKey(), "Blue");
        var key = server.NewKey();

        Assert.Contains("has this name", Assert.Single((await browser.Register(key, " blue")).Errors), StringComparison.Ordinal);
        Assert.Contains(
            "1 to 64",
            Assert.Single((await browser.Register(key, new string('x', 65))).Errors),
            StringComparison.Ordinal
        );
        Assert.Single(await server.KeysOf(person));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Register(key, new string('x', 64))).Status);
        Assert.Equal(2, (await server.KeysOf(person)).Count);
    }

    [Theory]
    [InlineData("es256")]
    [InlineData("es384")]
    [InlineData("es512")]
    [InlineData("rs256")]
    [Keeps("KEY-1"), Keeps("W-R13")]
    public async Task Keys_of_every_offered_kind_are_taken_also_old_ones_that_only_want_a_touch(string kind)
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("hosting", p => p with { Methods = [Method.SecurityKey] })).Administrator;
        var browser = await server.WithPassword(person);
        var algorithm = kind switch
        {
            "es256" => SoftKeyPair.Es256,
            "es384" => SoftKeyPair.Es384,
            "es512" => SoftKeyPair.Es512,
            _ => SoftKeyPair.Rs256,
        };

        await browser.Register(new SoftAuthenticator(server.Origin(), algorithm) { VerifiesUser = false, Counter = 0 });

        var key = Assert.Single(await server.KeysOf(person));
        Assert.Equal((algorithm, 0L, false), (key.Algorithm, key.SignCount, key.UserVerified));
    }

    [Fact]
    [Keeps("KEY-4"), Keeps("W-R16")]
    public async Task The_same_key_cannot_be_registered_twice_not_by_somebody_else_either()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var ben = await server.Given.User(company);
        var browser = await server.WithPassword(ben);
        var key = server.NewKey();
        await browser.Register(key);

        var again = await browser.Register(key);
        var other = await (await server.WithPassword(company.Administrator)).Register(key);

        Assert.Contains("registered already", Assert.Single(again.Errors), StringComparison.Ordinal);
        Assert.Contains("registered already", Assert.Single(other.Errors), StringComparison.Ordinal);
        Assert.Single(await server.KeysOf(ben));
        Assert.Empty(await server.KeysOf(company.Administrator));
        Assert.Empty(await server.SetsOf(company.Administrator));
    }

    [Fact]
    [Keeps("KEY-3"), Keeps("V6.7.2")]
    public async Task A_ceremony_that_was_left_or_came_too_late_leaves_nothing_and_a_second_try_works()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);
        var key = server.NewKey();

        var page = await browser.Get(KeysOfPeople.KeysPage);
        var answer = key.Register(page.Options());
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        var late = await browser.Answer(answer);

        Assert.Contains("waited for too long", Assert.Single(late.Errors), StringComparison.Ordinal);
        Assert.Contains("confirm once more", late.Text, StringComparison.Ordinal);
        Assert.Empty(await server.KeysOf(person));
        Assert.False((await server.Read(tx => tx.Factors.Of(person.User.Id))).MfaOn);
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(person.User.Id)));
        await browser.Get(KeysOfPeople.KeysPage);
        await browser.Enter(("proof", person.Password));
        Assert.Equal(10, (await browser.Answer(key.Register(browser.Page.Options()))).Codes().Count);
    }

    [Fact]
    [Keeps("KEY-3")]
    public async Task Without_script_the_page_says_what_it_needs()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);
        await browser.Get(KeysOfPeople.KeysPage);

        Assert.Contains("Allow scripts", browser.Page.Document.QuerySelector("noscript")!.InnerHtml, StringComparison.Ordinal);
        var answer = await browser.Submit(("name", "Blue"));

        Assert.Contains("Allow scripts", Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.Equal("Blue", answer.Field("name"));
    }

    [Fact]
    [Keeps("KEY-4"), Keeps("V2.3.2")]
    public async Task Ten_keys_are_enough()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account()).Administrator;
        var browser = await server.WithPassword(person);
        for (var i = 0; i < 10; i++)
            await browser.Register(server.NewKey());

        var page = await browser.Get(KeysOfPeople.KeysPage);

        Assert.Contains("There are 10 keys already", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("form[data-key]"));
        Assert.Equal(10, (await server.KeysOf(person)).Count);
    }

    [Fact]
    [Keeps("KEY-1")]
    public async Task Where_keys_are_no_method_of_the_account_none_is_set_up()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("numbering")).Administrator;
        var browser = await server.WithPassword(person);

        Assert.DoesNotContain("Security keys", (await browser.Get("/me/security")).Text, StringComparison.Ordinal);
        Assert.Contains("not among the methods", (await browser.Get(KeysOfPeople.KeysPage)).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task The_page_asks_for_a_fresh_proof()
    {
        await using var server = await TestServer.Start();
        var person = await server.Given.Enrolled(await server.Given.Account());
        var browser = await server.Given.SignedIn(person);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Null((await browser.Get(KeysOfPeople.KeysPage)).Document.QuerySelector("form[data-key]"));
        Assert.True(browser.Page.HasForm("proof"));
    }

    [Theory]
    [InlineData("yes", "{}")]
    [InlineData("", "")]
    [Keeps("SIGN-11")]
    public async Task An_answer_that_is_refused_brings_no_new_question_to_a_session_without_a_fresh_proof(
        string script,
        string answer
    )
    {
        await using var server = await TestServer.Start();
        var person = await server.Given.Enrolled(await server.Given.Account());
        var browser = await server.Given.SignedIn(person);
        var form = await browser.Fill(KeysOfPeople.KeysPage, ("name", "Mine"), ("answer", answer), ("script", script));
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var refused = await browser.Send(form);

        Assert.Single(refused.Errors);
        Assert.Null(refused.Document.QuerySelector("form[data-key]"));
    }

    private static byte[] Bytes(JsonElement json, string name) =>
        System.Buffers.Text.Base64Url.DecodeFromChars(json.GetProperty(name).GetString());
}
