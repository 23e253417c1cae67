using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.Routes;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>Every route with an id, made from the routes of the running server, asked for another account's: nothing is found, and nothing changes (ASVS 8.4.1).</summary>
[Keeps("ADMIN-5"), Keeps("DOOR-1")]
public sealed class ReachingIntoAnotherAccount
{
    // What each takes where the id is one's own.
    private static readonly Dictionary<string, JsonObject> Bodies = new()
    {
        ["PATCH /api/v1/users/{id}"] = new() { ["title"] = "Dr" },
        ["PUT /api/v1/users/{id}/status"] = new() { ["status"] = "locked" },
        ["PUT /api/v1/users/{id}/requirement"] = new() { ["requirement"] = "required" },
        ["POST /api/v1/users/{id}/grace"] = new() { ["days"] = 3, ["reason"] = "ill" },
        ["POST /api/v1/users/{id}/api-keys"] = new() { ["description"] = "x", ["accesses"] = new JsonArray("API") },
        ["POST /api/v1/users/{id}/api-keys/{key}/rotation"] = new() { ["hint"] = "HINT" },
        ["POST /api/v1/me/api-keys/{key}/rotation"] = new() { ["hint"] = "HINT" },
        ["PATCH /api/v1/roles/{id}"] = new() { ["name"] = "Mine" },
    };

    [Fact]
    public async Task Nothing_is_found_and_nothing_changes()
    {
        await using var server = await TestServer.Start();
        var theirs = await ApiProgram.Open(server);
        var ben = await server.Given.Enrolled(theirs);
        var (key, text) = await ApiKeys.Keys.Of(server, ben);
        var role = await server.Given.Role(theirs, "Desk");
        var application = await AtApplication.Register(server, theirs, "wiki.theirs.test");
        await server.Write(tx => tx.Accounts.AddHost(theirs.Account.Id, "login.theirs.test"));
        using var benHere = await server.Given.SignedIn(ben);
        var session = Assert.Single(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now))).Id;
        var mine = await ApiProgram.Open(server);
        using var stranger = await ApiProgram.SignedIn(server, mine.Administrator);
        var before = await Trail(server, theirs);

        var doors = EveryRoute.Of(server).Where(door => door.IsRest && door.HasIds).ToList();
        Assert.NotEmpty(doors);
        foreach (var door in doors)
        {
            var path = door
                .Pattern.Replace(
                    "{id}",
                    door.Pattern.Contains("/roles/", StringComparison.Ordinal) ? role
                        : door.Pattern.Contains("/applications/", StringComparison.Ordinal) ? application
                        : ben.User.Id,
                    StringComparison.Ordinal
                )
                .Replace("{key}", key.Id, StringComparison.Ordinal)
                .Replace("{session}", session, StringComparison.Ordinal)
                .Replace("{browser}", "browser", StringComparison.Ordinal)
                .Replace("{host}", "login.theirs.test", StringComparison.Ordinal);
            var body = Bodies.GetValueOrDefault($"{door}");
            if (body?["hint"] is not null)
                body["hint"] = key.Hint;

            var answer = await stranger.Send(door.Method, path, body, ("If-Match", "\"1\""));
            // Whoever says no version is not told of that first.
            var blind = await stranger.Send(door.Method, path, body);

            Assert.All(
                [answer, blind],
                one => Assert.True((one.Status, one.Code) == (HttpStatusCode.NotFound, "not_found"), $"{door} answers {one}")
            );
        }
        Assert.Equal(before, await Trail(server, theirs));
        Assert.Equal(HttpStatusCode.OK, (await benHere.Get("/me")).Status);
        using var program = new ApiProgram(server, "ApiKey " + text);
        Assert.Equal(HttpStatusCode.OK, (await program.Get("/me")).Status);
    }

    [Fact]
    public async Task A_key_does_not_hear_either_that_a_session_would_be_needed()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await ApiProgram.Open(server));
        using var stranger = await ApiProgram.WithKey(server, (await ApiProgram.Open(server)).Administrator);

        var answer = await stranger.Send("PATCH", $"/users/{ben.User.Id}", new JsonObject { ["email"] = "evil@x.test" });

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, answer.Code));
    }

    private static async Task<int> Trail(TestServer server, Company company) =>
        (await server.Read(tx => tx.AuditTrail.Chain(company.Account.Id, 0, 1000))).Count;
}
