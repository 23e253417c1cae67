using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Routes;

/// <summary>What each address does with a method that it does not take, and with HEAD.</summary>
[Keeps("DOOR-1")]
public sealed class EveryMethod
{
    private static readonly string[] All = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

    // A proxy asks by the method of the request that it asks for.
    private const string TakesAny = "/auth/verify";

    [Fact]
    public async Task A_wrong_one_is_405_and_says_which_are_right()
    {
        await using var server = await TestServer.Start(environment: "Development");
        using var browser = server.Browser();
        foreach (var path in Paths(server))
        foreach (var method in All)
        {
            var answer = await Send(browser, method, path);

            if (answer.Status != HttpStatusCode.MethodNotAllowed)
                continue;
            var allowed = Allowed(answer);
            Assert.True(allowed.Count > 0 && !allowed.Contains(method), $"{method} {path} allows {string.Join(", ", allowed)}");
            foreach (var right in allowed)
                Assert.True((await Send(browser, right, path)).Status != HttpStatusCode.MethodNotAllowed, $"{right} {path}");
        }
    }

    [Fact]
    public async Task No_address_takes_a_method_that_none_of_its_routes_has()
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser();
        foreach (var path in Paths(server).Append("/css/base.css"))
        foreach (var method in new[] { "TRACE", "PROPFIND", "OPTIONS" })
            Assert.Equal(
                (method, path, HttpStatusCode.MethodNotAllowed),
                (method, path, (await Send(browser, method, path)).Status)
            );
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi")]
    [InlineData("/sign-in")]
    [InlineData("/css/base.css")]
    [InlineData("/nowhere")]
    [InlineData("/.well-known/change-password")]
    [InlineData("/.well-known/security.txt")]
    [InlineData("/api/v1/me")]
    public async Task HEAD_is_GET_without_a_body(string path)
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser();

        var got = await Send(browser, "GET", path);
        var head = await Send(browser, "HEAD", path);

        Assert.Equal((got.Status, got.ContentType, got.Location), (head.Status, head.ContentType, head.Location));
        Assert.Empty(head.Bytes);
    }

    private static IEnumerable<string> Paths(TestServer server) =>
        EveryRoute
            .Of(server)
            .Where(door => !door.HasIds && !door.Pattern.StartsWith(TakesAny, StringComparison.Ordinal))
            .Select(door => door.Pattern)
            .Distinct(StringComparer.Ordinal);

    private static async Task<Page> Send(Browser browser, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await browser.Send(request);
    }

    private static IReadOnlyList<string> Allowed(Page answer) => [.. answer.Allow];
}
