using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Server.Operator;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

public sealed class SigningIn
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-10"), Keeps("MUST-5")]
    public async Task The_printed_link_makes_the_first_account_and_leads_to_enrolment(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var link = await server.Get<SetUpInstallation>().NewLink(CancellationToken.None);
        using var browser = server.Browser();

        var answer = await browser.Submit(
            link!.PathAndQuery,
            ("accountName", "Acme Ltd"),
            ("handle", "acme"),
            ("login", "anna"),
            ("email", "anna@acme.test"),
            ("password", Person.UsualPassword),
            ("passwordAgain", Person.UsualPassword)
        );

        Assert.Equal("/enrol", answer.Location);
        var anna = await server.Read(tx => tx.Users.FindByEmail("anna@acme.test"));
        Assert.True(anna!.IsOperator);
        Assert.Equal(BuiltInRole.Admin, anna.Role);
        Assert.Null(await server.Get<SetUpInstallation>().NewLink(CancellationToken.None));
    }

    [Fact]
    [Keeps("SIGN-1")]
    public async Task A_name_and_a_password_open_a_session_where_nothing_more_is_asked()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = server.Browser();

        var answer = await browser.Submit(
            "/sign-in",
            ("login", company.Administrator.User.Email),
            ("password", company.Administrator.Password)
        );

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.NotNull(browser.Cookies["sid"]);
        Assert.DoesNotContain("sign-in", answer.Location!, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-2")]
    public async Task Who_must_enrol_is_led_there_and_nowhere_else(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("strict");
        using var browser = server.Browser();

        var answer = await browser.Submit(
            "/sign-in",
            ("login", company.Administrator.User.Email),
            ("password", company.Administrator.Password)
        );

        Assert.Equal("/enrol", answer.Location);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-2"), Keeps("APP-4")]
    public async Task With_an_app_its_code_is_asked_and_accepted_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var first = server.Browser();
        using var second = server.Browser("127.0.0.2");
        await first.Submit("/sign-in", ("login", anna.User.Email), ("password", anna.Password));
        await second.Submit("/sign-in", ("login", anna.User.Email), ("password", anna.Password));
        Assert.Equal("/sign-in/second-factor", first.Page.Location?.Split('?')[0]);
        Assert.Null(first.Cookies["sid"]);

        await first.Submit("/sign-in/second-factor", ("code", server.Given.Code(anna)));
        await second.Submit("/sign-in/second-factor", ("code", server.Given.Code(anna)));

        Assert.NotNull(first.Cookies["sid"]);
        Assert.Null(second.Cookies["sid"]);
        Assert.Contains("used already", Assert.Single(second.Page.Errors), StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("SIGN-2")]
    public async Task A_wrong_code_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var browser = server.Browser();
        await browser.Submit("/sign-in", ("login", anna.User.Email), ("password", anna.Password));

        await browser.Submit("/sign-in/second-factor", ("code", server.Given.Code(anna, steps: 5)));

        Assert.Equal(HttpStatusCode.OK, browser.Page.Status);
        Assert.NotEmpty(browser.Page.Errors);
        Assert.Null(browser.Cookies["sid"]);
    }
}
