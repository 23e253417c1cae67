using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.SignIn;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>A passkey alone, without a user name.</summary>
[Keeps("KEY-5")]
public sealed class SigningInByPasskey
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-8")]
    public async Task It_signs_in_alone_counts_as_two_factors_and_leads_where_one_was_going(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        using var browser = server.Browser();

        var answer = await browser.SignInByPasskey(key, page: "/sign-in?returnTo=%2Fme%2Fsessions");

        Assert.Equal("/me/sessions", answer.Location);
        var session = Assert.Single(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
        Assert.Equal("hwk user", session.Methods);
        Assert.False((await browser.Get("/me/security/security-keys")).HasForm("proof"));
        var row = Assert.Single(await server.KeysOf(ben));
        Assert.Equal(row.Id, Assert.Single(await Trail.Of(server, ben.Account.Id, "passkey_checked"))["key"]);
    }

    [Fact]
    public async Task The_question_names_nobody_and_demands_that_the_key_checks_who_holds_it()
    {
        await using var server = await TestServer.Start();
        await server.Key(await SigningInByKey.Ben(server));
        using var browser = server.Browser();

        var question = System.Text.Json.JsonElement.Parse((await browser.AskForPasskey()).Options);

        Assert.Empty(question.GetProperty("allowCredentials").EnumerateArray());
        Assert.Equal("required", question.GetProperty("userVerification").GetString());
        Assert.Equal("username webauthn", browser.Page.Document.QuerySelector("#login")!.GetAttribute("autocomplete"));
    }

    [Fact]
    public async Task A_synced_passkey_says_that_it_is_one()
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(
            ben,
            origin =>
                new(origin)
                {
                    IsBackupEligible = true,
                    IsBackedUp = true,
                    Counter = 0,
                }
        );
        using var browser = server.Browser();

        await browser.SignInByPasskey(key);

        var session = Assert.Single(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
        Assert.Equal("swk user", session.Methods);
        Assert.True(Assert.Single(await server.KeysOf(ben)).BackedUp);
    }

    [Fact]
    public async Task It_is_not_offered_where_the_account_does_not_allow_it()
    {
        await using var server = await TestServer.Start();
        await SigningInByKey.Ben(server, p => p with { PasskeySignIn = false });
        using var browser = server.Browser();

        var page = await browser.Get("/sign-in");

        Assert.Null(page.Document.QuerySelector("[data-passkey]"));
        Assert.Equal("username", page.Document.QuerySelector("#login")!.GetAttribute("autocomplete"));
        var asked = await browser.Send(page.Form(("login", "")) with { Action = "/sign-in?handler=ask" });
        Assert.Equal(HttpStatusCode.NotFound, asked.Status);
    }

    [Theory]
    [InlineData("passkeys_not_allowed")]
    [InlineData("locked")]
    [InlineData("door_closed")]
    [InlineData("wrong_address")]
    [InlineData("other_account")]
    [InlineData("user_verified")]
    [InlineData("user_handle")]
    [InlineData("unknown_key")]
    [InlineData("signature")]
    [InlineData("counter")]
    [Keeps("SIGN-6"), Keeps("SIGN-13")]
    public async Task Whatever_is_wrong_is_told_with_the_same_words_and_the_trail_knows_what(string reason)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict");
        var other = await server.Given.Account("strict");
        var ben = await server.Given.User(company);
        var key = await server.Key(ben);
        await Spoil(server, company, ben, key, reason);
        var used = reason == "unknown_key" ? new SoftAuthenticator(server.Origin()) { UserHandle = key.UserHandle } : key;
        using var browser = server.Browser();

        var page = await browser.SignInByPasskey(
            used,
            answer => Spoil(answer, reason),
            reason == "other_account" ? "/sign-in?account=" + other.Account.Handle : "/sign-in"
        );

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Null(browser.Cookies["sid"]);
        Assert.Equal(
            "This passkey was not accepted. Try again, sign in with your password, or ask your administrator.",
            Assert.Single(page.Errors)
        );
        // What concerns nobody's account goes to the trail of the installation.
        var chain = reason == "unknown_key" ? Core.Audit.AuditChain.Installation : company.Account.Id;
        var refused = Assert.Single(
            await server.Read(tx => tx.AuditTrail.Chain(chain, 0, 1000)),
            row => row.Action == "passkey_checked"
        );
        Assert.Equal(("refused", reason), (refused.Outcome, refused.Reason));
    }

    [Fact]
    public async Task A_key_that_does_not_say_whose_it_is_signs_nobody_in_alone()
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        key.UserHandle = null;
        using var browser = server.Browser();

        await browser.SignInByPasskey(key);

        Assert.Null(browser.Cookies["sid"]);
        Assert.Equal(["user_handle"], await server.Refusals(ben, "passkey_checked"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-7")]
    public async Task The_owner_gets_in_while_others_guess_and_their_guesses_are_forgiven(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await server.Given.App(await SigningInByKey.Ben(server));
        var key = await server.Key(ben);
        foreach (var attempt in new[] { AttemptKind.Password, AttemptKind.SecondFactor })
            for (var i = 0; i < 50; i++)
            {
                await server.Write(tx =>
                    tx.Throttles.Reserve(AttemptCounter.OfUser(attempt, ben.User.Id), ThrottleLimits.Authenticator, tx.Now)
                );
                server.Clock.Advance(TimeSpan.FromHours(1));
            }
        using var browser = server.Browser();
        (string, string?)[] typed = [("login", ben.User.Email), ("password", ben.Password)];
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.Submit("/sign-in", typed)).Status);

        await browser.SignInByPasskey(key);

        Assert.NotNull(browser.Cookies["sid"]);
        using var other = server.Browser("127.0.0.77");
        Assert.Equal("/sign-in/second-factor", (await other.Submit("/sign-in", typed)).Location?.Split('?')[0]);
        await other.Submit("/sign-in/second-factor", ("code", server.Given.Code(ben)));
        Assert.NotNull(other.Cookies["sid"]);
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Nonsense_from_one_address_is_told_until_when_and_shuts_no_neighbour_out()
    {
        await using var server = await TestServer.Start();
        var key = await server.Key(await SigningInByKey.Ben(server));
        using var browser = server.Browser();
        for (var i = 0; i < 20; i++)
            await browser.SignInByPasskey(key, answer => answer.SpoilSignature = SigningInByKey.Flip);

        var refused = await browser.SignInByPasskey(key, answer => answer.SpoilSignature = SigningInByKey.Flip);
        using var neighbour = server.Browser();
        await neighbour.SignInByPasskey(key);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        Assert.Null(browser.Cookies["sid"]);
        Assert.NotNull(neighbour.Cookies["sid"]);
    }

    [Fact]
    [Keeps("KEY-8")]
    public async Task A_key_of_another_host_signs_nobody_in_here_whatever_it_says()
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben, rpId: "elsewhere.example");
        using var browser = server.Browser();

        await browser.SignInByPasskey(key);

        Assert.Null(browser.Cookies["sid"]);
        Assert.Contains(
            await server.Read(tx => tx.AuditTrail.Chain(ben.Account.Id, 0, 1000)),
            row => row is { Action: "passkey_checked", Reason: "unknown_key" }
        );
    }

    [Fact]
    [Keeps("ADMIN-3")]
    public async Task Whose_password_must_be_changed_is_led_there()
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        await server.Write(tx => tx.Users.DemandPasswordChange(ben.User.Id, tx.Now));
        using var browser = server.Browser();

        var page = await browser.Follow(await browser.SignInByPasskey(key));

        Assert.Equal("/me/security/password", page.Path);
    }

    private static async Task Spoil(TestServer server, Company company, Person ben, SoftAuthenticator key, string reason)
    {
        switch (reason)
        {
            case "passkeys_not_allowed":
                await server.Given.Policy(company, p => p with { PasskeySignIn = false });
                break;
            case "locked":
                await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Locked, tx.Now));
                break;
            case "door_closed":
                await server.Write(tx => tx.Users.ChangeDetails(ben.User with { Doors = "api" }));
                break;
            case "wrong_address":
                await server.Write(tx => tx.Users.ChangeDetails(ben.User with { PortalAddresses = "10.0.0.0/8" }));
                break;
            case "counter":
                var id = Assert.Single(await server.KeysOf(ben)).Id;
                await server.Write(tx =>
                    tx.SecurityKeys.Use(id, new(OldCount: 0, NewCount: 5, BackedUp: false, UserVerified: true))
                );
                break;
            case "user_handle":
                var eve = await server.Given.User(company);
                key.UserHandle = await server.Write(tx => tx.UserHandles.Of(eve.User.Id));
                break;
        }
    }

    private static void Spoil(SoftAnswer answer, string reason)
    {
        switch (reason)
        {
            case "user_verified":
                answer.Flags &= unchecked((byte)~SoftAnswer.UserVerified);
                break;
            case "signature":
                answer.SpoilSignature = SigningInByKey.Flip;
                break;
            case "counter":
                answer.Counter = 5;
                break;
        }
    }
}
