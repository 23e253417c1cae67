using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-8")]
public sealed class ReturningWhereOneWasGoing
{
    [Fact]
    public async Task A_deep_link_is_found_again_behind_both_steps()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var anna = await server.Given.App(company.Administrator);
        using var browser = server.Browser();

        await browser.Visit("/account/users?q=x");
        await browser.Enter(("login", anna.User.Email), ("password", anna.Password));
        var last = await browser.Submit(("code", server.Given.Code(anna)));

        Assert.Equal("/account/users?q=x", last.Location);
    }

    public static TheoryData<string> Elsewhere =>
        [
            "https://evil.test/",
            "http:evil.test",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\/evil.test",
            "\\\\evil.test",
            "/\t/evil.test",
            "/%0d%0aLocation:https://evil.test\r\nx",
            "\t//evil.test",
            " //evil.test",
            "javascript:alert(1)",
            "data:text/html,x",
            "/\u2028/evil.test",
            "/／evil.test",
            "https:/evil.test",
            "@evil.test",
            "evil.test/me",
            "/sign-in",
            "/sign-out",
            "",
        ];

    [Theory, MemberData(nameof(Elsewhere))]
    public async Task An_address_outside_is_refused_for_the_home_page(string typed)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = server.Browser();

        await browser.Submit(
            "/sign-in",
            ("returnTo", typed),
            ("login", company.Administrator.User.Email),
            ("password", company.Administrator.Password)
        );

        Assert.Equal("/me", browser.Page.Location);
    }
}
