using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-15")]
public sealed class ChangingOnesPassword
{
    private const string New = "gravel-window-orbit-77";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-9"), Keeps("SIGN-14"), Keeps("ALWAYS-9")]
    public async Task The_old_one_opens_the_change_and_the_other_sessions_end(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var elsewhere = await server.Given.SignedIn(ben);
        using var browser = await server.Given.SignedIn(ben);
        using var thief = browser.Twin();

        var answer = await Change(browser, ben.Password, New, New);

        Assert.Contains(answer.Banners, banner => banner.StartsWith("Your password is changed.", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
        Assert.StartsWith("/sign-in", (await elsewhere.Get("/me")).Location, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await thief.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "passwordChanged");
        Assert.Single(await Trail.Of(server, company, AuditAction.PasswordChanged));
        ben.Password = New;
        using var again = await server.Given.SignedIn(ben);
    }

    [Fact]
    public async Task A_wrong_old_one_changes_nothing_and_is_counted_as_a_guess()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var browser = await server.Given.SignedIn(ben);
        browser.Cookies["device"] = null;

        var answers = new List<Page>();
        for (var i = 0; i < 6; i++)
            answers.Add(await Change(browser, "wrong-guess-number", New, New));

        Assert.Contains("This is not your present password.", answers[0].Errors);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1].Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Change(browser, ben.Password, New, New)).Status);
    }

    [Theory]
    [InlineData(New, "gravel-window-orbit-78", "The two passwords differ. Nothing was changed; type both again.")]
    [InlineData("short", "short", "Use at least 15 characters. A few words make a good password.")]
    [InlineData(Person.UsualPassword, Person.UsualPassword, "This is the password that you have already. Choose another one.")]
    public async Task A_new_one_that_does_not_do_says_why(string password, string again, string words)
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var browser = await server.Given.SignedIn(ben);

        Assert.Contains(words, (await Change(browser, ben.Password, password, again)).Errors);

        using var still = await server.Given.SignedIn(ben);
    }

    [Fact]
    public async Task Eight_characters_do_where_the_second_factor_is_required()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict");
        var ben = await server.Given.Enrolled(company);
        using var browser = await server.Given.SignedIn(ben);

        Assert.NotEmpty((await Change(browser, ben.Password, "gravel1", "gravel1")).Errors);
        Assert.NotEmpty((await Change(browser, ben.Password, "gravel77", "gravel77")).Banners);
    }

    private static Task<Page> Change(Browser browser, string old, string wanted, string again) =>
        browser.Enter("/me/security/password", ("oldPassword", old), ("password", wanted), ("passwordAgain", again));
}
