using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An attack by something that is good where it belongs: a key under another's id, a cookie as a token and the other way round, a proof of yesterday, a key of a moment ago.</summary>
[Keeps("APIKEY-11"), Keeps("DOOR-1")]
public sealed class PassingOneThingForAnother
{
    [Fact]
    public async Task A_key_passes_under_no_other_key_s_id()
    {
        await using var server = await TestServer.Start();
        var anna = (await ApiProgram.Open(server)).Administrator;
        var (mine, other) = (await Keys.Of(server, anna), await Keys.Of(server, anna));
        using var proxy = server.Browser();

        foreach (var (id, isRight) in new[] { (mine.Key.Id, true), (other.Key.Id, false), ("", false), (anna.User.Login, false) })
        {
            var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{mine.Text}"));
            using var program = new ApiProgram(server, basic);
            using var question = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");
            question.Headers.TryAddWithoutValidation("Authorization", basic);

            var verdict = await proxy.Send(question);

            Assert.Equal(isRight ? null : "key_id_wrong", (await program.Get("/me")).Code);
            Assert.Equal(isRight, verdict.Status == HttpStatusCode.OK);
            if (!isRight)
                Assert.Equal((HttpStatusCode.Unauthorized, "key_id_wrong"), AtApplication.Verdict(verdict));
        }
    }

    [Fact]
    [Keeps("ALWAYS-4")]
    public async Task A_browser_s_cookie_is_no_token_and_a_program_s_token_no_cookie()
    {
        await using var server = await TestServer.Start();
        var anna = (await ApiProgram.Open(server)).Administrator;
        using var browser = await server.Given.SignedIn(anna);
        using var session = await ApiProgram.SignedIn(server, anna);
        var name = server.Get<CookieNames>().Session;
        using var program = new ApiProgram(server, "Bearer " + browser.Cookies[name]);
        using var other = server.Browser();
        other.Cookies[name] = session.Authorization!["Bearer ".Length..];

        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await session.Get("/me")).Status);
        Assert.Equal("session_ended", (await program.Get("/me")).Code);
        Assert.Equal("/sign-in", (await other.Visit("/me")).Path.Split('?')[0]);
        Assert.Equal("not_signed_in", (await InBrowser.Send(other, "GET", "/me")).Code);
        Assert.Equal("no_session", AtApplication.ReasonOf(await other.Get("/auth/verify")));
    }

    /// <summary>Each route of docs/rest-api.md that asks for a proof, by a browser's session and by a program's.</summary>
    [Fact]
    [Keeps("SIGN-11")]
    public async Task A_proof_that_grew_old_opens_no_route_that_asks_for_one()
    {
        await using var server = await TestServer.Start();
        var anna = (await ApiProgram.Open(server)).Administrator;
        using var browser = await server.Given.SignedIn(anna);
        using var program = await ApiProgram.SignedIn(server, anna);
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        var routes = RoutesThatAskForProof();
        Assert.True(routes.Count > 15);

        foreach (var route in routes)
        {
            var path = string.Join('/', route[1].Split('/').Select(part => part.StartsWith('{') ? anna.User.Id : part));
            var answers = new[]
            {
                await InBrowser.Send(browser, route[0], path, InBrowser.OwnOrigin(server)),
                await program.Send(route[0], path, HasBody(route[0]) ? new JsonObject() : null),
            };
            foreach (var answer in answers)
                Assert.True(answer.Code == "fresh_proof_required", $"{route[0]} {path}: {answer}");
        }
    }

    /// <summary>Between the check of a key and the act lies the reading of a body: a key that was deleted meanwhile decides nothing.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-5"), Keeps("ALWAYS-3")]
    public async Task A_key_that_was_deleted_since_it_was_checked_acts_no_more(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        var (key, _) = await Keys.Of(server, company.Administrator);
        var caller = new Caller
        {
            Origin = new Origin(Door.Api, "127.0.0.1", "test", "test"),
            UserId = company.Administrator.User.Id,
            AccountId = company.Account.Id,
            KeyNumber = key.Number,
            Name = company.Administrator.User.Login,
            Permissions = company.Administrator.User.Permissions,
        };
        Task<ChangedStatus> Act(UserStatus wanted) =>
            server.Get<ChangeUserStatus>().Change(caller, ben.User.Id, wanted, TestContext.Current.CancellationToken);

        Assert.Equal(ChangedStatus.Done, await Act(UserStatus.Locked));
        await server.Write(tx => tx.ApiKeys.Delete(key.Number, tx.Now));

        Assert.Equal(ChangedStatus.NotFound, await Act(UserStatus.Active));
        Assert.Equal(UserStatus.Locked, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Status);
    }

    // Method and pattern.
    private static List<string[]> RoutesThatAskForProof() =>
        [
            .. File.ReadLines(Repository.File("docs/rest-api.md"))
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Where(cells =>
                    cells.Length == 5 && cells[1].StartsWith('`') && cells[2].Contains("proof", StringComparison.Ordinal)
                )
                .Select(cells => cells[1].Trim('`').Split(' ')),
        ];

    private static bool HasBody(string method) => method is "POST" or "PUT" or "PATCH";
}
