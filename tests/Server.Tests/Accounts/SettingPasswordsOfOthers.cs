using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class SettingPasswordsOfOthers
{
    private const string New = "gravel-window-orbit-77";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-3"), Keeps("SIGN-9"), Keeps("SIGN-14")]
    public async Task A_password_set_by_somebody_else_must_be_changed_at_the_next_sign_in(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var his = await server.Given.SignedIn(ben);
        using var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Submit($"/account/users/{ben.User.Id}", ("password", New), ("passwordAgain", New));

        Assert.StartsWith("/sign-in", (await his.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "passwordChanged");
        Assert.Single(await Trail.Of(server, company, AuditAction.PasswordSet));
        ben.Password = New;
        Assert.Equal("/me/security/password", (await server.Given.SignIn(his, ben)).Path);
        Assert.Equal("/me/security/password", (await his.Get("/account/users")).Location);
        await his.Enter(
            "/me/security/password",
            ("oldPassword", New),
            ("password", Person.UsualPassword),
            ("passwordAgain", Person.UsualPassword)
        );
        Assert.Equal(System.Net.HttpStatusCode.OK, (await his.Get("/me")).Status);
    }

    [Fact]
    [Keeps("ADMIN-3")]
    public async Task Fields_left_blank_keep_the_password()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Submit($"/account/users/{ben.User.Id}", ("givenName", "Ben"), ("password", ""), ("passwordAgain", ""));

        using var his = await server.Given.SignedIn(ben);
        Assert.Equal("Hello Ben", (await his.Get("/me")).Heading);
    }

    [Theory]
    [Keeps("ADMIN-3")]
    [InlineData(New, "gravel-window-orbit-78", "The two passwords differ. Nothing was changed; type both again.")]
    [InlineData("short", "short", "Use at least 15 characters. A few words make a good password.")]
    public async Task Two_that_differ_or_do_not_fit_change_nothing_and_say_so(string password, string again, string words)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Submit(
            $"/account/users/{ben.User.Id}",
            ("givenName", "Changed"),
            ("password", password),
            ("passwordAgain", again)
        );

        Assert.Contains(words, answer.Errors);
        Assert.Equal("", (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.GivenName);
        using var his = await server.Given.SignedIn(ben);
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task A_stale_proof_is_asked_for_again_and_the_password_typed_again()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var asked = await browser.Submit($"/account/users/{ben.User.Id}", ("password", New), ("passwordAgain", New));
        Assert.Equal("Confirm that it is you", asked.Heading);
        Assert.DoesNotContain(New, asked.Body, StringComparison.Ordinal);
        var proved = await browser.Submit(("proof", company.Administrator.Password));
        Assert.Contains(proved.Errors, error => error.StartsWith("Type the new password again", StringComparison.Ordinal));
        var done = await browser.Submit(("password", New), ("passwordAgain", New));

        Assert.EndsWith("?done=password", done.Location, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("ADMIN-3")]
    public async Task A_link_to_choose_one_ends_the_links_before()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);
        var page = $"/account/users/{ben.User.Id}?handler=Link";
        var form = (await browser.Get($"/account/users/{ben.User.Id}")).Form(("password", ""));
        await browser.Send(form with { Action = page });
        var first = await server.Mailbox.LinkTo(ben);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.Send(form with { Action = page });
        var second = await server.Mailbox.LinkTo(ben);

        using var his = server.Browser();
        Assert.Contains("no longer works", (await his.Get(first)).Text, StringComparison.Ordinal);
        await his.Submit(second, ("password", New), ("passwordAgain", New));
        ben.Password = New;
        Assert.Equal("/me", (await server.Given.SignIn(his, ben)).Path);
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task An_administrator_lays_no_hand_on_an_operator()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        var chief = new User
        {
            Id = server.Random.Id(),
            AccountId = company.Account.Id,
            Login = "chief",
            CanonicalLogin = "chief",
            Email = "chief@acme.test",
            CanonicalEmail = "chief@acme.test",
            Role = BuiltInRole.Admin,
            OperatorSince = server.Clock.Now,
            CreatedAt = server.Clock.Now,
            ModifiedAt = server.Clock.Now,
        };
        await server.Write(tx => tx.Users.Add(chief));
        using var browser = await server.Given.SignedIn(company.Administrator);
        Assert.False((await browser.Get($"/account/users/{chief.Id}")).HasForm("password"));
        var form = await browser.Fill($"/account/users/{ben.User.Id}", ("email", "mine@acme.test"), ("version", "1"));

        var answer = await browser.Send(form with { Action = $"/account/users/{chief.Id}" });

        Assert.Contains(
            answer.Errors,
            error => error.StartsWith("This user has more permissions than you", StringComparison.Ordinal)
        );
        Assert.Equal("chief@acme.test", (await server.Read(tx => tx.Users.Find(chief.Id)))!.Email);
    }
}
