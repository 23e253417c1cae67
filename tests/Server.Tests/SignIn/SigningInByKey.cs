using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>A security key after the password.</summary>
[Keeps("KEY-5")]
public sealed class SigningInByKey
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-2")]
    public async Task A_touch_after_the_password_opens_a_session_that_says_so(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await Ben(server);
        var key = await server.Key(ben);
        using var browser = await server.AtSecondStep(ben);

        await browser.Touch(key);

        Assert.Equal("/me", browser.Page.Path);
        var session = Assert.Single(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
        Assert.Equal("pwd hwk user", session.Methods);
        var row = Assert.Single(await server.KeysOf(ben));
        Assert.Equal((1, server.Clock.Now, true), (row.SignCount, row.LastUsedAt, row.UserVerified));
        Assert.Equal(row.Id, Assert.Single(await Trail.Of(server, ben.Account.Id, "second_factor_checked"))["key"]);
    }

    [Fact]
    public async Task The_question_names_the_keys_of_this_user_for_this_host_and_how_they_are_reached()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server);
        var key = await server.Key(ben);
        await server.Key(ben, rpId: "keys.elsewhere.test");
        using var browser = await server.AtSecondStep(ben);

        var question = System.Text.Json.JsonElement.Parse(browser.Page.Question());

        var named = Assert.Single(question.GetProperty("allowCredentials").EnumerateArray());
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(key.CredentialId), named.GetProperty("id").GetString());
        Assert.Equal(["usb", "nfc"], named.GetProperty("transports").EnumerateArray().Select(t => t.GetString()!));
        Assert.Equal("127.0.0.1", question.GetProperty("rpId").GetString());
        Assert.Equal("preferred", question.GetProperty("userVerification").GetString());
        Assert.Equal(43, question.GetProperty("challenge").GetString()!.Length);
    }

    [Fact]
    [Keeps("SIGN-4"), Keeps("SIGN-5")]
    public async Task The_key_comes_first_and_the_app_and_recovery_behind_another_way()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.App(await Ben(server));
        await server.Key(ben);
        using var browser = await server.AtSecondStep(ben);

        var more = Assert.Single(browser.Page.Document.QuerySelectorAll("details.more"));
        Assert.NotNull(more.QuerySelector("[name='code']"));
        Assert.NotNull(more.QuerySelector("a[href^='/sign-in/recovery']"));
        Assert.Null(more.QuerySelector("[data-key]"));
        await browser.Enter(("code", server.Given.Code(ben)));

        Assert.Equal("/me", browser.Page.Path);
    }

    [Fact]
    [Keeps("SIGN-2")]
    public async Task On_a_single_page_who_has_a_key_gets_the_second_page()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, p => p with { SignInForm = SignInForm.SinglePage });
        var key = await server.Key(await server.Given.App(ben));
        using var browser = await server.AtSecondStep(ben);

        Assert.Equal("/sign-in/second-factor", browser.Page.Path);
        await browser.Touch(key);

        Assert.NotNull(browser.Cookies["sid"]);
    }

    [Fact]
    [Keeps("SIGN-14")]
    public async Task An_unknown_key_and_a_wrong_signature_are_told_alike_and_the_trail_knows_which()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server);
        var key = await server.Key(ben);
        var stranger = new SoftAuthenticator(server.Origin());
        using var browser = await server.AtSecondStep(ben);

        await browser.Touch(stranger);
        var unknown = Assert.Single((await Again(browser, stranger, null)).Errors);
        var wrong = Assert.Single((await Again(browser, key, a => a.SpoilSignature = Flip)).Errors);

        Assert.Equal(unknown, wrong);
        Assert.Equal(["signature", "unknown_key", "unknown_key"], await server.Refusals(ben, "second_factor_checked"));
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "wrongSecondFactor");
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("KEY-6")]
    public async Task A_counter_that_goes_back_is_refused_audited_and_mailed(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await Ben(server);
        var key = await server.Key(ben);
        key.Counter = 9;
        using (var first = await server.AtSecondStep(ben))
            await first.Touch(key);
        using var browser = await server.AtSecondStep(ben);

        key.Counter = 9;
        await browser.Touch(key);

        Assert.Null(browser.Cookies["sid"]);
        Assert.Equal(["counter"], await server.Refusals(ben, "second_factor_checked"));
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "securityKeyCopied");
        Assert.Equal(9, Assert.Single(await server.KeysOf(ben)).SignCount);
    }

    [Fact]
    public async Task A_key_that_says_another_thing_of_backups_than_before_is_refused()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server);
        var key = await server.Key(ben);
        using var browser = await server.AtSecondStep(ben);

        await browser.Touch(key, answer => answer.Flags |= SoftAnswer.BackupEligible);

        Assert.Equal(["backup_eligibility"], await server.Refusals(ben, "second_factor_checked"));
    }

    [Theory]
    [InlineData(UserVerification.Required, false)]
    [InlineData(UserVerification.Preferred, true)]
    [Keeps("KEY-7")]
    public async Task A_touch_alone_is_enough_where_the_account_does_not_demand_more(UserVerification asked, bool isEnough)
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, p => p with { UserVerification = asked });
        var key = await server.Key(ben, origin => new SoftAuthenticator(origin) { VerifiesUser = false, UserHandle = null });
        using var browser = await server.AtSecondStep(ben);

        await browser.Touch(key);

        Assert.Equal(isEnough, browser.Cookies["sid"] is not null);
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task It_gets_the_owner_in_where_guesses_at_codes_have_ended_and_ends_their_count()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.App(await Ben(server));
        var key = await server.Key(ben);
        var id = AttemptCounter.OfUser(AttemptKind.SecondFactor, ben.User.Id);
        for (var i = 0; i < 50; i++)
        {
            await server.Write(tx => tx.Throttles.Reserve(id, ThrottleLimits.Authenticator, tx.Now));
            server.Clock.Advance(TimeSpan.FromHours(1));
        }
        using var browser = await server.AtSecondStep(ben);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.Submit(("code", server.Given.Code(ben)))).Status);

        await browser.Touch(key);

        Assert.NotNull(browser.Cookies["sid"]);
        var next = await server.Write(tx => tx.Throttles.Reserve(id, ThrottleLimits.Authenticator, tx.Now));
        Assert.Equal(new Admission.Granted(1), next);
    }

    [Fact]
    [Keeps("KEY-8")]
    public async Task Where_the_keys_belong_to_another_host_the_page_says_so_and_offers_what_is_left()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server);
        await server.Key(ben, rpId: "keys.elsewhere.test");

        using var browser = await server.AtSecondStep(ben);

        Assert.Contains("do not answer at this address", browser.Page.Text, StringComparison.Ordinal);
        Assert.NotNull(browser.Page.Document.QuerySelector("details[open] a[href^='/sign-in/recovery']"));
    }

    [Fact]
    [Keeps("SIGN-10")]
    public async Task A_browser_can_be_trusted_by_it()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server, p => p with { TrustedBrowserDays = 7 });
        var key = await server.Key(ben);
        using var browser = await server.AtSecondStep(ben);

        await browser.Send(browser.Page.Form(("answer", key.Assert(browser.Page.Question())), ("trust", "key")));
        await browser.Submit("/sign-out");

        Assert.Equal("/me", await TrustingABrowser.WhereThePasswordLeads(browser, ben));
    }

    [Fact]
    [Keeps("KEY-3")]
    public async Task A_question_that_ran_out_is_asked_anew()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server);
        var key = await server.Key(ben);
        using var browser = await server.AtSecondStep(ben);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var page = await browser.Submit(("answer", ""));
        Assert.Empty(page.Errors);
        await browser.Touch(key);

        Assert.NotNull(browser.Cookies["sid"]);
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Nonsense_of_neighbours_does_not_stand_in_its_way_and_is_told_to_wait()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server);
        var key = await server.Key(ben);
        using (var neighbour = server.Browser("127.0.0.3"))
            for (var i = 0; i < 20; i++)
                await neighbour.SignInByPasskey(key, answer => answer.SpoilSignature = Flip);
        using var browser = await server.AtSecondStep(ben);

        var wrong = await browser.Send(browser.Page.Touched(key, answer => answer.SpoilSignature = Flip));
        await browser.Get("/sign-in/second-factor");
        await browser.Touch(key);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.Get("/me/security/security-keys");
        for (var i = 0; i < 80; i++)
            await server.Write(tx => tx.Throttles.ReserveAddress("key:127.0.0.3", tx.Now));
        var wrongProof = await browser.Send(browser.Page.Touched(key, answer => answer.SpoilSignature = Flip));
        var proved = await browser.Send(wrongProof.Touched(key));

        Assert.Equal(HttpStatusCode.TooManyRequests, wrong.Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, wrongProof.Status);
        Assert.Equal("/me/security/security-keys", proved.Location);
    }

    [Fact]
    [Keeps("SIGN-6")]
    public async Task Somebody_else_s_key_is_no_key_of_this_user()
    {
        await using var server = await TestServer.Start();
        var ben = await Ben(server);
        await server.Key(ben);
        var strangers = await server.Key(await server.Given.User(await server.Given.Account("strict")));
        using var browser = await server.AtSecondStep(ben);

        await browser.Touch(strangers);

        Assert.Null(browser.Cookies["sid"]);
        Assert.Empty(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
    }

    internal static async Task<Person> Ben(TestServer server, Func<Policy, Policy>? policy = null) =>
        await server.Given.User(
            await server.Given.Account("strict", p => (policy ?? (q => q))(p with { Recovery = RecoveryKind.None }))
        );

    internal static byte[] Flip(byte[] bytes)
    {
        var other = bytes.ToArray();
        other[^1] ^= 1;
        return other;
    }

    private static async Task<Page> Again(Browser browser, SoftAuthenticator key, Action<SoftAnswer>? spoil)
    {
        await browser.Get("/sign-in/second-factor");
        return await browser.Touch(key, spoil);
    }
}
