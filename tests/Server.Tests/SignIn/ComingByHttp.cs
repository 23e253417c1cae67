using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>The public address is https, and the proxy before it is not named, or somebody goes around it.</summary>
[Keeps("SIGN-1")]
public sealed class ComingByHttp
{
    private const string Setting = "SALLYPORT_TRUSTED_PROXIES";

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/me")]
    [InlineData("/sign-in/forgotten")]
    [InlineData("/me/security?lang=en")]
    public async Task A_page_says_what_the_operator_has_to_do(string path)
    {
        await using var server = await Start();
        using var browser = server.Browser();

        var page = await browser.Get(path);

        Assert.Equal((HttpStatusCode.Forbidden, "This page needs https"), (page.Status, page.Heading));
        Assert.Contains(Setting, page.Text, StringComparison.Ordinal);
        Assert.Equal(["https://portal.acme.test/"], page.Document.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")));
        Assert.False(page.Headers.Contains("Set-Cookie"));
        Assert.Empty(page.Document.QuerySelectorAll("form, script, link"));
    }

    [Fact]
    public async Task Nothing_that_is_sent_there_is_looked_at()
    {
        await using var server = await Start();
        using var browser = server.Browser();
        var person = (await server.Given.Account("console")).Administrator;

        var answer = await browser.Send(
            new HttpRequestMessage(HttpMethod.Post, "/sign-in")
            {
                Content = new FormUrlEncodedContent(
                    new Dictionary<string, string> { ["login"] = person.User.Email, ["password"] = person.Password }
                ),
            }
        );

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_log_names_the_setting_once()
    {
        var before = Logs.Length;
        await using var server = await Start();
        using var browser = server.Browser("127.0.7.9");

        await browser.Get("/sign-in");
        await browser.Get("/sign-in");

        var lines = Logs.Since(before).Split('\n').Where(line => line.Contains("127.0.7.9", StringComparison.Ordinal));
        Assert.Contains(Setting, Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_are_none_and_doors_for_programs_answer_as_usual()
    {
        await using var server = await Start();
        using var browser = server.Browser();

        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/health/ready")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/v1/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/auth/verify")).Status);
        var none = await browser.Get("/nothing-here");
        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (none.Status, none.Heading));
    }

    [Fact]
    public async Task Behind_a_proxy_that_is_named_everything_is_as_it_should_be()
    {
        await using var server = await Start(IPNetwork.Parse("127.0.0.0/8"));
        using var browser = server.Browser();
        var asked = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        asked.Headers.Add("X-Forwarded-Proto", "https");

        Assert.Equal(HttpStatusCode.OK, (await browser.Send(asked)).Status);
    }

    private static Task<TestServer> Start(params IPNetwork[] proxies) =>
        TestServer.Start(settings: s => s with { PublicUrl = new Uri("https://portal.acme.test/"), TrustedProxies = proxies });
}
