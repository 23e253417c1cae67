using System.Net;
using Microsoft.AspNetCore.Http;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Server.Tests.Routes;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Another site has the browser of somebody who is signed in call the API. The cookie goes along; where it comes from cannot be hidden.</summary>
[Keeps("DOOR-1")]
public sealed class CallingTheApiFromAnotherSite
{
    [Fact]
    public async Task No_route_changes_anything_without_the_own_origin()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var browser = await server.Given.SignedIn(company.Administrator);
        var own = InBrowser.OwnOrigin(server).Item2;
        (string, string)[][] foreign =
        [
            [],
            [("Origin", "https://evil.test")],
            [("Origin", "null")],
            [("Origin", own + ".evil.test")],
            [("Origin", own), ("Sec-Fetch-Site", "cross-site")],
            [("Origin", own), ("Sec-Fetch-Site", "same-site")],
            [("Origin", own), ("Sec-Fetch-Site", "none")],
            [("Origin", own), ("Origin", "https://evil.test")],
        ];
        var doors = EveryRoute.Of(server).Where(door => door.IsRest && !HttpMethods.IsGet(door.Method));

        foreach (var door in doors.Where(door => door.Pattern != "/api/v1/session" || door.Method != "POST"))
        foreach (var headers in foreign)
        {
            var answer = await InBrowser.Send(browser, door.Method, door.Pattern["/api/v1".Length..], headers);
            Assert.True(answer.Code == "cross_site", $"{door} with {string.Join(", ", headers)}: {answer}");
        }
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Origin", "https://evil.test", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Accept", "*/*", true)]
    public async Task Nothing_is_read_across_sites(string header, string value, bool isAnswered)
    {
        await using var server = await TestServer.Start();
        using var browser = await server.Given.SignedIn((await ApiProgram.Open(server)).Administrator);

        var answer = await InBrowser.Send(browser, "GET", "/me", (header, value));

        Assert.Equal(isAnswered ? null : "cross_site", answer.Code);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_own_pages_scripts_may_do_what_the_person_may()
    {
        await using var server = await TestServer.Start();
        using var browser = await server.Given.SignedIn((await ApiProgram.Open(server)).Administrator);

        var answer = await InBrowser.Send(
            browser,
            "DELETE",
            "/session",
            InBrowser.OwnOrigin(server),
            ("Sec-Fetch-Site", "same-origin")
        );

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/me")).Status);
    }

    [Fact]
    public async Task What_is_shown_in_the_header_speaks_before_the_cookie()
    {
        await using var server = await TestServer.Start();
        using var browser = await server.Given.SignedIn((await ApiProgram.Open(server)).Administrator);

        foreach (var authorization in new[] { "ApiKey x", "Bearer x", "nonsense", "Basic %%%" })
        {
            var answer = await InBrowser.Send(browser, "GET", "/me", ("Authorization", authorization));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        }
    }
}
