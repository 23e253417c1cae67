using System.Net;
using Sallyport.Core.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-7")]
public sealed class SlowingGuesses
{
    [Theory]
    [InlineData("admin@acme.test")]
    [InlineData("nobody@acme.test")]
    public async Task After_five_wrong_passwords_a_name_waits_and_is_told_until_when(string name)
    {
        await using var server = await TestServer.Start();
        await server.Given.Account("numbering", handle: "acme");
        for (var i = 1; i <= 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await Guess(server, name, $"127.0.0.{i}")).Status);

        var refused = await Guess(server, name, "127.0.0.9");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var afterwards = await Guess(server, name, "127.0.0.10");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("in one second", Assert.Single(refused.Errors), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, afterwards.Status);
    }

    [Fact]
    public async Task Another_way_of_writing_the_name_is_the_same_counter()
    {
        await using var server = await TestServer.Start();
        await server.Given.Account("numbering", handle: "acme");
        foreach (var name in new[] { "admin@acme.test", "ADMIN@ACME.TEST", "acme/admin", "admin", " admin@acme.test" })
            await Guess(server, name, "127.0.0.1");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(server, "Acme/Admin", "127.0.0.2")).Status);
    }

    [Fact]
    public async Task One_address_runs_out_of_tries_over_many_names_and_gets_them_back_one_by_one()
    {
        await using var server = await TestServer.Start();
        await server.Given.Account("numbering", handle: "acme");
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.OK, (await Guess(server, $"name{i}@acme.test", "127.0.0.1")).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(server, "fresh@acme.test", "127.0.0.1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Guess(server, "fresh@acme.test", "127.0.0.2")).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, (await Guess(server, "fresher@acme.test", "127.0.0.1")).Status);
    }

    [Fact]
    public async Task A_forwarded_address_from_nobody_s_proxy_changes_nothing()
    {
        await using var server = await TestServer.Start();
        await server.Given.Account("numbering", handle: "acme");
        for (var i = 0; i < 20; i++)
            await Guess(server, $"name{i}@acme.test", "127.0.0.1");
        using var browser = server.Browser();

        var form = (await browser.Fill("/sign-in", ("login", "x@acme.test"), ("password", "wrong"))).Request();
        form.Headers.Add("X-Forwarded-For", "203.0.113.7");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.Send(form)).Status);
    }

    [Fact]
    public async Task The_owner_on_a_known_browser_gets_in_while_others_guess()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("numbering", handle: "acme")).Administrator;
        using var own = await server.Given.SignedIn(anna);
        await own.Submit("/sign-out");
        for (var i = 1; i <= 6; i++)
            await Guess(server, anna.User.Email, $"127.0.1.{i}");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(server, anna.User.Email, "127.0.1.9")).Status);

        await server.Given.SignIn(own, anna);

        Assert.NotNull(own.Cookies["sid"]);
    }

    [Fact]
    public async Task Neighbours_behind_one_address_do_not_lock_out_a_known_browser()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("numbering", handle: "acme")).Administrator;
        using var own = await server.Given.SignedIn(anna);
        await own.Submit("/sign-out");
        for (var i = 0; i < 21; i++)
            await Guess(server, $"name{i}@acme.test", "127.0.0.1");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(server, anna.User.Email, "127.0.0.1")).Status);

        await server.Given.SignIn(own, anna);

        Assert.NotNull(own.Cookies["sid"]);
    }

    [Fact]
    [Keeps("SIGN-6")]
    public async Task Every_spelling_of_a_name_that_nobody_has_is_one_counter_too()
    {
        await using var server = await TestServer.Start();
        await server.Given.Account("numbering", handle: "acme");
        foreach (var name in new[] { "nobody", "acme/nobody", "ACME/Nobody", "Nobody", " nobody" })
            await Guess(server, name, "127.0.0.1");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Guess(server, "acme/nobody", "127.0.0.2")).Status);
    }

    [Fact]
    [Keeps("RECOV-1")]
    public async Task A_recovery_code_passes_where_guesses_have_stopped_the_factor_for_good()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        var codes = await server.Given.RecoveryCodes(anna);
        await StopTheFactor(server, anna);
        using var browser = server.Browser();
        await browser.Submit("/sign-in", ("login", anna.User.Email), ("password", anna.Password));

        var byApp = await browser.Submit("/sign-in/second-factor", ("code", server.Given.Code(anna)));
        await browser.Submit("/sign-in/recovery", ("code", codes[0]));

        Assert.Equal(HttpStatusCode.TooManyRequests, byApp.Status);
        Assert.NotNull(browser.Cookies["sid"]);
    }

    [Theory]
    [InlineData("strict", "Use a recovery code or your backup code")]
    [InlineData("hosting", "they can remove the app for you")]
    [Keeps("SIGN-5"), Keeps("RECOV-6")]
    public async Task Where_the_factor_is_stopped_for_good_the_words_say_what_helps(string preset, string words)
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account(preset)).Administrator);
        await StopTheFactor(server, anna);
        using var browser = server.Browser();

        var page = $"/sign-in?account={anna.Account.Handle}";
        var (login, password) = (("login", anna.User.Email), ("password", anna.Password));

        var answer =
            preset == "hosting"
                ? await browser.Submit(page, login, password, ("token", server.Given.Code(anna)))
                : await browser.Enter(page, login, password);
        if (preset != "hosting")
            answer = await browser.Submit(("code", server.Given.Code(anna)));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Contains(words, Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("Forgot your password", answer.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("SIGN-7"), Keeps("N-17")]
    public async Task Who_has_a_key_too_is_told_to_use_it_and_it_opens_the_way_for_codes_again()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        var key = await server.Key(anna);
        await StopTheFactor(server, anna);
        using var browser = await server.AtSecondStep(anna);

        var stopped = await browser.Submit(("code", server.Given.Code(anna)));
        Assert.Contains("Use your security key", Assert.Single(stopped.Errors), StringComparison.Ordinal);
        await browser.Get("/sign-in/second-factor");
        await browser.Touch(key);

        Assert.NotNull(browser.Cookies["sid"]);
        using var again = await server.AtSecondStep(anna, "127.0.0.9");
        await again.Submit(("code", server.Given.Code(anna)));
        Assert.NotNull(again.Cookies["sid"]);
    }

    [Fact]
    [Keeps("SIGN-14")]
    public async Task A_right_password_with_a_wrong_code_is_mailed_at_most_once_an_hour()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        for (var hour = 0; hour < 2; hour++)
        {
            for (var i = 0; i < 2; i++)
            {
                using var browser = server.Browser($"127.0.{hour}.{i + 1}");
                await browser.Submit("/sign-in", ("login", anna.User.Email), ("password", anna.Password));
                await browser.Submit("/sign-in/second-factor", ("code", "000000"));
            }
            server.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(2, (await server.Mailbox.Of(anna)).Count(mail => mail.Kind == "wrongSecondFactor"));
    }

    [Fact]
    public async Task Five_wrong_codes_end_the_sign_in_and_the_password_is_asked_again()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var browser = server.Browser();
        await browser.Submit("/sign-in", ("login", anna.User.Email), ("password", anna.Password));
        for (var i = 0; i < 5; i++)
            await browser.Submit("/sign-in/second-factor", ("code", "000000"));
        server.Clock.Advance(TimeSpan.FromSeconds(30));

        var answer = await browser.Get("/sign-in/second-factor");

        Assert.Equal("/sign-in?ended=1", answer.Location);
    }

    private static async Task StopTheFactor(TestServer server, Person person)
    {
        var id = AttemptCounter.OfUser(AttemptKind.SecondFactor, person.User.Id);
        for (var i = 0; i < ThrottleLimits.Authenticator.HardStop; i++)
        {
            await server.Write(tx => tx.Throttles.Reserve(id, ThrottleLimits.Authenticator, tx.Now));
            server.Clock.Advance(TimeSpan.FromHours(1));
        }
    }

    private static async Task<Page> Guess(TestServer server, string name, string from)
    {
        using var browser = server.Browser(from);
        return await browser.Submit("/sign-in", ("login", name), ("password", "wrong"));
    }
}
