using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>The single page, as a table: what the user has, whether it is required, what stands in the box, and what comes of it.</summary>
[Keeps("SIGN-3")]
public sealed class TypingATokenOnOnePage
{
    public enum Token
    {
        Empty,
        Right,
        Wrong,
    }

    [Fact]
    [Keeps("SIGN-9")]
    public async Task A_password_that_changes_between_its_check_and_the_token_s_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var ben = await server.Given.Enrolled(company);
        var request = new SignInRequest
        {
            Account = company.Account,
            Login = ben.User.Email,
            Password = ben.Password,
            Token = server.Given.Code(ben),
            Arrival = new Arrival("127.0.0.1", "/me", BrowserId: null),
        };
        var nobody = Caller.Anonymous(new Origin(Door.Portal, "127.0.0.1", "test", "test"));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await server.Write(tx => tx.Users.ChangePassword(ben.User.Id, ben.User.SealedPasswordHash!, null, tx.Now));

        // As the first step leaves it: the password was right when it was checked.
        var answer = await server
            .Get<CheckSecondFactor>()
            .CheckToken(ben.User, company.Account, request, nobody, CancellationToken.None);

        Assert.IsType<SignInAnswer.Refused>(answer);
        Assert.Empty(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
    }

    [Theory]
    [InlineData("none", false, Token.Empty, true)]
    [InlineData("none", false, Token.Wrong, false)]
    [InlineData("trial", false, Token.Empty, true)]
    [InlineData("trial", false, Token.Right, true)]
    [InlineData("trial", false, Token.Wrong, false)]
    [InlineData("app", false, Token.Empty, true)]
    [InlineData("app", false, Token.Right, true)]
    [InlineData("app", false, Token.Wrong, false)]
    [InlineData("app", true, Token.Empty, false)]
    [InlineData("app", true, Token.Right, true)]
    [InlineData("app", true, Token.Wrong, false)]
    public async Task Only_a_token_that_is_not_required_may_be_left_out(string has, bool isRequired, Token token, bool opens)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var ben = await server.Given.User(company);
        if (has != "none")
            await server.Given.App(ben, isOnTrial: has == "trial");
        if (isRequired)
            await server.Write(tx =>
                tx.Users.ChangeRequirement(ben.User.Id, new(UserRequirement.Required, null, tx.Now, null), tx.Now)
            );
        using var browser = server.Browser();

        await browser.Submit(
            "/sign-in",
            ("login", ben.User.Email),
            ("password", ben.Password),
            (
                "token",
                token switch
                {
                    Token.Empty => "",
                    Token.Right => server.Given.Code(ben),
                    _ => "000000",
                }
            )
        );

        Assert.Equal(opens, browser.Cookies["sid"] is not null);
        if (!opens)
            Assert.Contains("newest code", Assert.Single(browser.Page.Errors), StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("APP-7")]
    public async Task The_first_right_token_turns_a_trial_into_a_factor()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.App(await server.Given.User(await server.Given.Account("hosting")), isOnTrial: true);
        using var browser = server.Browser();
        Assert.False((await server.Read(tx => tx.Factors.Of(ben.User.Id))).MfaOn);

        await browser.Submit(
            "/sign-in",
            ("login", ben.User.Email),
            ("password", ben.Password),
            ("token", server.Given.Code(ben))
        );

        Assert.True((await server.Read(tx => tx.Factors.Of(ben.User.Id))).MfaOn);
    }

    [Fact]
    public async Task Every_failure_has_the_same_words_and_names_the_support_contact()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        await server.Write(tx => tx.Accounts.Change(WithContact(company.Account)));
        var ben = await server.Given.App(await server.Given.User(company));

        var words = new List<string>();
        foreach (var (password, token) in new[] { ("wrong", ""), (ben.Password, "000000"), ("wrong", server.Given.Code(ben)) })
        {
            using var browser = server.Browser();
            await browser.Submit("/sign-in", ("login", ben.User.Email), ("password", password), ("token", token));
            words.Add(Assert.Single(browser.Page.Errors));
        }

        Assert.Single(words.Distinct());
        Assert.Contains("help@acme.test", words[0], StringComparison.Ordinal);
    }

    private static Account WithContact(Account account) =>
        new()
        {
            Id = account.Id,
            Handle = account.Handle,
            Name = account.Name,
            SupportContact = "help@acme.test",
            CreatedAt = account.CreatedAt,
        };
}
