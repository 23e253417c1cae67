using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

/// <summary>On an application's host nothing is routed to Sallyport but <c>/.sallyport/</c>: what it answers there has no files to lean on.</summary>
[Keeps("DOOR-2")]
public sealed class TheEndOfASignIn
{
    [Theory]
    [InlineData("/.sallyport/return?code=spent", HttpStatusCode.Forbidden, "This sign-in ran out")]
    [InlineData("/.sallyport/return/", HttpStatusCode.Forbidden, "This sign-in ran out")]
    [InlineData("/.sallyport/nothing", HttpStatusCode.NotFound, "Page not found")]
    [InlineData("/.SALLYPORT/nothing", HttpStatusCode.NotFound, "Page not found")]
    [InlineData("/.sallyport/", HttpStatusCode.NotFound, "Page not found")]
    [InlineData("/.sallyport/start", HttpStatusCode.NotFound, "Page not found")]
    [InlineData("/.sallyport/start?to=http%3A%2F%2Felsewhere.localhost%2F", HttpStatusCode.NotFound, "Page not found")]
    public async Task What_is_said_there_brings_its_own_style_and_lets_no_other_in(
        string path,
        HttpStatusCode status,
        string heading
    )
    {
        await using var server = await TestServer.Start();
        using var at = new AtApplication(server, "wiki.localhost");

        var page = await at.App.Get(path);

        Assert.Equal((status, heading), (page.Status, page.Heading));
        StandsByItself(page);
    }

    [Fact]
    public async Task Another_method_is_refused_by_a_page_that_stands_by_itself()
    {
        await using var server = await TestServer.Start();
        using var at = new AtApplication(server, "wiki.localhost");

        foreach (
            var (path, status) in new[]
            {
                ("/.sallyport/start", HttpStatusCode.MethodNotAllowed),
                ("/.sallyport/nothing", HttpStatusCode.NotFound),
                ("/.sallyport/return", HttpStatusCode.MethodNotAllowed),
            }
        )
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) };
            var page = await at.App.Send(post);

            Assert.Equal(status, page.Status);
            StandsByItself(page);
        }
    }

    [Fact]
    public async Task So_does_what_is_said_of_a_fault_and_in_another_language()
    {
        await using var server = await TestServer.Start();
        using var at = new AtApplication(server, "wiki.localhost");
        await using (var connection = await server.Database.Engine.Connect(TestContext.Current.CancellationToken))
            await connection.ExecuteAsync("ALTER TABLE forward_codes RENAME TO elsewhere");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.sallyport/return?code=any");
        request.Headers.Add("Accept-Language", "de");

        var page = await at.App.Send(request);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Etwas ist schiefgegangen"), (page.Status, page.Heading));
        Assert.Equal("Zur Startseite", Assert.Single(page.TextsOf("a")));
        StandsByItself(page);
        await using (var connection = await server.Database.Engine.Connect(TestContext.Current.CancellationToken))
            await connection.ExecuteAsync("ALTER TABLE elsewhere RENAME TO forward_codes");
    }

    private static void StandsByItself(Page page)
    {
        var style = Assert.Single(page.TextsOf("style"));
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy"))
        );
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.Empty(page.Document.QuerySelectorAll("link, script, img, [src]"));
        Assert.Equal("/", page.Document.QuerySelector("a")!.GetAttribute("href"));
    }
}
