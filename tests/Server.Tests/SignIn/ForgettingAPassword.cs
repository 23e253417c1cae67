using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-15")]
public sealed class ForgettingAPassword
{
    private const string New = "gravel-window-orbit-77";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-9"), Keeps("SIGN-14"), Keeps("ALWAYS-9")]
    public async Task The_link_changes_the_password_once_and_the_factor_is_still_asked(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.Enrolled(company);
        using var elsewhere = await server.Given.SignedIn(ben);
        using var browser = server.Browser();
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        var link = await server.Mailbox.LinkTo(ben);

        var answer = await browser.Enter(link, ("password", New), ("passwordAgain", New));

        Assert.Equal("/sign-in", answer.Path);
        Assert.Contains("Your password is changed. Sign in with the new one.", answer.Banners);
        Assert.Null(browser.Cookies["sid"]);
        Assert.StartsWith("/sign-in", (await elsewhere.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "passwordChanged");
        Assert.Single(await Trail.Of(server, company, AuditAction.PasswordReset));
        Assert.Contains("no longer works", (await browser.Get(link)).Text, StringComparison.Ordinal);
        var next = await browser.Enter("/sign-in", ("login", ben.User.Email), ("password", New));
        Assert.Equal("/sign-in/second-factor", next.Path);
    }

    [Fact]
    [Keeps("ALWAYS-6")]
    public async Task Opening_the_link_changes_nothing_and_a_fault_costs_nothing()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var browser = server.Browser();
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Login));
        var link = await server.Mailbox.LinkTo(ben);

        await browser.Get(link);
        await browser.Get(link);
        var differ = await browser.Submit(link, ("password", New), ("passwordAgain", New + "x"));
        var unfit = await browser.Submit(link, ("password", "short"), ("passwordAgain", "short"));

        Assert.Contains("The two passwords differ. Nothing was changed; type both again.", differ.Errors);
        Assert.Contains(unfit.Errors, error => error.StartsWith("Use at least 15 characters", StringComparison.Ordinal));
        using var still = await server.Given.SignedIn(ben);
        Assert.StartsWith(
            "/sign-in?",
            (await browser.Submit(link, ("password", New), ("passwordAgain", New))).Location,
            StringComparison.Ordinal
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-2")]
    public async Task Of_many_who_send_the_form_at_once_one_changes_the_password(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = server.Browser();
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        var form = await browser.Fill(await server.Mailbox.LinkTo(ben), ("password", New), ("passwordAgain", New));
        using var twin = browser.Twin(second.Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? browser : twin).Send(form)));

        Assert.Single(answers, answer => answer.Location is not null);
        Assert.DoesNotContain(answers, answer => (int)answer.Status >= 500 && answer.Status != HttpStatusCode.ServiceUnavailable);
        Assert.Single(await Trail.Of(server, company, AuditAction.PasswordReset));
    }

    [Fact]
    public async Task Everybody_gets_the_same_answer_and_only_active_users_a_mail()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var (ben, gone) = (await server.Given.User(company), await server.Given.User(company));
        await server.Write(tx => tx.Users.ChangeStatus(gone.User.Id, Core.Accounts.UserStatus.Deactivated, tx.Now));
        using var browser = server.Browser();

        var answers = new List<string>();
        foreach (var name in new[] { ben.User.Email, gone.User.Email, "nobody@acme.test", "", "x/y/z" })
        {
            var answer = await browser.Submit("/sign-in/forgotten", ("login", name));
            answers.Add($"{answer.Status} {answer.Location} {(await browser.Follow(answer)).Text}");
        }

        Assert.Single(answers.Distinct());
        Assert.Equal([ben.User.Email], (await server.Mailbox.All()).Select(mail => mail.To));
    }

    [Fact]
    public async Task It_lives_thirty_minutes()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var browser = server.Browser();
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        var form = await browser.Fill(await server.Mailbox.LinkTo(ben), ("password", New), ("passwordAgain", New));
        server.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Contains("no longer works", (await browser.Send(form)).Text, StringComparison.Ordinal);
        using var still = await server.Given.SignedIn(ben);
    }

    [Fact]
    public async Task Three_an_hour_and_ten_a_day_are_mailed_and_no_word_is_said_about_it()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));

        for (var hour = 0; hour < 5; hour++)
        {
            for (var i = 0; i < 5; i++)
            {
                using var browser = server.Browser($"127.0.{hour + 1}.{i + 1}");
                var answer = await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
                Assert.Equal("/sign-in/forgotten?sent=1", answer.Location);
            }
            Assert.Equal(Math.Min(10, 3 * (hour + 1)), (await server.Mailbox.Of(ben)).Count);
            server.Clock.Advance(TimeSpan.FromMinutes(61));
        }
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task One_address_does_not_have_thousands_of_mails_sent()
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser("127.0.9.9");
        var form = await browser.Fill("/sign-in/forgotten", ("login", "nobody@acme.test"));
        for (var i = 0; i < 20; i++)
            await browser.Send(form);

        var answer = await browser.Send(form);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Contains(answer.Errors, error => error.StartsWith("Too many attempts. Try again in", StringComparison.Ordinal));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task A_reset_opens_the_door_that_guessing_has_closed()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        for (var i = 0; i < 6; i++)
        {
            using var guesser = server.Browser($"127.0.7.{i + 1}");
            await guesser.Submit("/sign-in", ("login", ben.User.Email), ("password", "wrong-guess-number"));
        }
        using var browser = server.Browser("127.0.8.1");
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));

        await browser.Submit(await server.Mailbox.LinkTo(ben), ("password", New), ("passwordAgain", New));

        ben.Password = New;
        Assert.Equal("/me", (await server.Given.SignIn(browser, ben)).Path);
    }
}
