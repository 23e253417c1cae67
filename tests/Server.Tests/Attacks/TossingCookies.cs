using System.Net;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>A neighbouring host, or a page reached by http, sets cookies for the whole domain: a second one of a name, or one in another spelling.</summary>
[Keeps("SIGN-9")]
public sealed class TossingCookies
{
    public static TheoryData<string> Names => ["sid", "login", "device", "asked", "form", "lang", "langnow", "fwd", "fwdstart"];

    [Fact]
    public async Task The_list_of_names_is_the_server_s()
    {
        await using var server = await TestServer.Start();

        Assert.Equal(Names.Select(row => row.Data).Order(), server.Get<CookieNames>().All.Order());
    }

    [Fact]
    public async Task A_session_s_cookie_in_another_spelling_is_no_session()
    {
        await using var server = await TestServer.Start();
        using var signedIn = await server.Given.SignedIn((await server.Given.Account("numbering")).Administrator);
        var token = signedIn.Cookies["sid"];
        using var browser = server.Browser();

        foreach (
            var line in new[] { $"SID={token}", $"Sid={token}", $" sid ={token}", $"__Host-sid={token}", $"__HOST-SID={token}" }
        )
            Assert.Equal((line, true), (line, await IsTurnedAway(browser, line)));
        Assert.False(await IsTurnedAway(browser, $"x=1; sid={token}; SID=other"));
    }

    [Fact]
    public async Task Two_sessions_of_one_name_count_as_none_and_the_answer_deletes_both()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var ours = await server.Given.SignedIn(company.Administrator);
        using var theirs = await server.Given.SignedIn(await server.Given.User(company));
        using var browser = server.Browser();

        foreach (var (first, second) in new[] { (ours, theirs), (theirs, ours), (ours, ours) })
        {
            var answer = await Send(browser, "/me/security", $"sid={first.Cookies["sid"]}; sid={second.Cookies["sid"]}");

            Assert.StartsWith("/sign-in", answer.Location, StringComparison.Ordinal);
            var deleted = Deleted(answer, "sid");
            // Of this host and of the domains above it, at every path by which it could have come.
            Assert.Contains("path=/", deleted);
            Assert.Contains("path=/me", deleted);
            Assert.Contains("path=/me/security", deleted);
            Assert.Contains("path=/; domain=login.acme.test", deleted);
            Assert.Contains("path=/me/; domain=acme.test", deleted);
        }
    }

    /// <summary>Also the cookies of the form itself, of a half sign-in and of the browser.</summary>
    [Theory, MemberData(nameof(Names))]
    public async Task Sign_in_works_for_somebody_to_whom_a_second_one_was_tossed(string name)
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account("numbering")).Administrator);
        using var browser = server.Browser();
        await Send(browser, "/sign-in", $"{name}=tossed; {name}=again");
        Assert.Null(browser.Cookies[name] is "tossed" or "again" ? name : null);

        await server.Given.SignIn(browser, anna);

        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
    }

    /// <summary>A thief who knows it would be taken for a browser that the person uses.</summary>
    [Fact]
    [Keeps("SIGN-7")]
    public async Task A_browser_s_cookie_that_the_server_did_not_issue_is_not_taken_over()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("numbering")).Administrator;
        using var browser = server.Browser();
        const string Planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        browser.Cookies["device"] = Planted;

        await server.Given.SignIn(browser, anna);

        Assert.NotEqual(Planted, browser.Cookies["device"]);
        Assert.False(await server.Read(tx => tx.KnownBrowsers.Knows(TokenDigest.Of(Planted), anna.User.Id)));
        Assert.True(await server.Read(tx => tx.KnownBrowsers.Knows(TokenDigest.Of(browser.Cookies["device"]!), anna.User.Id)));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task Nor_is_one_that_it_issued_to_somebody_else_and_that_one_keeps_knowing_the_browser()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var eve = await server.Given.User(company);
        using var eves = await server.Given.SignedIn(eve);
        var planted = eves.Cookies["device"]!;
        using var annas = server.Browser();
        annas.Cookies["device"] = planted;

        await server.Given.SignIn(annas, company.Administrator);

        var (old, fresh) = (TokenDigest.Of(planted), TokenDigest.Of(annas.Cookies["device"]!));
        Assert.NotEqual(old, fresh);
        Assert.False(await server.Read(tx => tx.KnownBrowsers.Knows(old, company.Administrator.User.Id)));
        // Two people at one computer are both known there.
        Assert.True(await server.Read(tx => tx.KnownBrowsers.Knows(fresh, eve.User.Id)));
        Assert.True(await server.Read(tx => tx.KnownBrowsers.Knows(fresh, company.Administrator.User.Id)));
    }

    [Fact]
    public async Task A_browser_that_knows_its_user_keeps_its_cookie()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("numbering")).Administrator;
        using var browser = await server.Given.SignedIn(anna);
        var device = browser.Cookies["device"];
        await browser.Submit("/sign-out");

        await server.Given.SignIn(browser, anna);

        Assert.Equal(device, browser.Cookies["device"]);
    }

    private static async Task<bool> IsTurnedAway(Browser browser, string cookies) =>
        (await Send(browser, "/me", cookies)).Location?.StartsWith("/sign-in", StringComparison.Ordinal) == true;

    private static Task<Page> Send(Browser browser, string path, string cookies)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookies);
        request.Headers.Host = "login.acme.test";
        return browser.Send(request);
    }

    private static List<string> Deleted(Page answer, string name) =>
        [
            .. answer
                .Headers.GetValues("Set-Cookie")
                .Where(line => line.StartsWith($"{name}=; expires=Thu, 01 Jan 1970 00:00:00 GMT; ", StringComparison.Ordinal))
                .Select(line => line.Split("GMT; ")[1].Replace("; samesite=lax; httponly", "", StringComparison.Ordinal)),
        ];
}
