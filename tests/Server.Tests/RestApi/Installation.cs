using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

[Keeps("DOOR-1"), Keeps("MUST-1")]
public sealed class Installation
{
    private const string Path = "/installation";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_operator_who_has_seen_whom_it_reaches_requires_it_of_everybody(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.App(await server.Given.User(company));
        await server.Given.User(await server.Given.Account("numbering"));
        using var program = await ApiProgram.OfOperator(server, company);
        using var key = await ApiProgram.WithKey(server, ben);
        var seen = await program.Get(Path);
        var later = At(server.Clock.Now.AddDays(30));

        var asked = await program.Patch(Path, seen.Tag, new JsonObject { ["everybodyFrom"] = later });
        var done = await program.Patch(Path, seen.Tag, new JsonObject { ["everybodyFrom"] = later, ["confirmed"] = true });
        var stale = await program.Patch(Path, seen.Tag, new JsonObject { ["everybodyFrom"] = "" });
        var back = await program.Patch(Path, done.Tag, new JsonObject { ["everybodyFrom"] = "" });

        // Two administrators, a user and the operator; Ben has an app.
        Assert.Equal((HttpStatusCode.Conflict, "confirmation_needed"), (asked.Status, asked.Code));
        Assert.StartsWith("It would ask 4 users", $"{asked["detail"]}", StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, later), (done.Status, $"{done["everybodyFrom"]}"));
        Assert.Equal("edited_meanwhile", stale.Code);
        Assert.Null(back.Json!["everybodyFrom"]);
        Assert.Equal($"{seen["cutOff"]}", $"{back["cutOff"]}");
        Assert.Equal(["api", "api"], (await Changes(server)).Select(row => row.Door));
    }

    [Fact]
    public async Task A_cut_off_is_moved_and_nonsense_changes_nothing()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.OfOperator(server, company);
        var seen = await program.Get(Path);

        var wrong = await program.Patch(Path, seen.Tag, new JsonObject { ["everybodyFrom"] = "soon" });
        Assert.Equal("time_malformed", $"{wrong["errors"][0]!["code"]}");
        Assert.Equal("if_match_missing", (await program.Patch(Path, null, new JsonObject())).Code);
        Assert.Empty(await Changes(server));
        var moved = await program.Patch(Path, seen.Tag, new JsonObject { ["cutOff"] = "2020-01-01T00:00:00Z" });
        Assert.Equal("2020-01-01T00:00:00Z", $"{moved["cutOff"]}");
    }

    [Fact]
    public async Task Others_read_it_and_are_told_that_operators_change_it()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var session = await ApiProgram.SignedIn(server, company.Administrator);
        using var key = await ApiProgram.WithKey(server, company.Administrator);
        var seen = await key.Get(Path);

        Assert.Equal(HttpStatusCode.OK, seen.Status);
        Assert.Equal("operator_alone", (await session.Patch(Path, seen.Tag, Everybody(server))).Code);
        Assert.Equal("session_needed", (await key.Patch(Path, seen.Tag, Everybody(server))).Code);
        Assert.Empty(await Changes(server));
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task Who_is_an_operator_no_more_when_it_is_written_changes_nothing()
    {
        await using var server = await TestServer.Start();
        var anna = (await ApiProgram.Open(server)).Administrator.User;
        var formerOperator = Caller.OfCommandLine("test") with
        {
            Origin = new Origin(Door.Api, "127.0.0.1", "", "test"),
            UserId = anna.Id,
            AccountId = anna.AccountId,
        };

        var answer = await server
            .Get<ChangeInstallation>()
            .Change(formerOperator, rule => rule with { EverybodyFrom = server.Clock.Now }, null, CancellationToken.None);

        Assert.IsType<ChangedInstallation.NotPermitted>(answer);
        Assert.Empty(await Changes(server));
    }

    private static JsonObject Everybody(TestServer server) =>
        new() { ["everybodyFrom"] = At(server.Clock.Now), ["confirmed"] = true };

    private static string At(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<IEnumerable<AuditRow>> Changes(TestServer server) =>
        (await server.Read(tx => tx.AuditTrail.Chain(AuditChain.Installation, 0, 1000))).Where(row =>
            row.Action == Words.Snake(AuditAction.InstallationChanged)
        );
}
