using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

[Keeps("DOOR-1"), Keeps("MUST-1")]
public sealed class RequiringItOfOneself
{
    private const string Path = "/me/requirement";

    [Fact]
    public async Task Who_has_an_app_requires_it_and_opts_out_where_the_policy_lets_users()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        await server.Given.Policy(
            company,
            policy => policy with { UserMayOptOut = true, PasswordOnApi = Core.Enforcement.PasswordOnApi.WithToken }
        );
        var ben = await server.Given.App(await server.Given.User(company));
        using var program = await ApiProgram.SignedIn(server, ben);

        var required = await program.Put(Path, Body("required"));
        var optional = await program.Put(Path, Body("notRequired"));

        Assert.Equal((HttpStatusCode.OK, "required"), (required.Status, $"{required["requirement"]}"));
        Assert.Equal("notRequired", $"{optional["requirement"]}");
        Assert.Equal("requirement_unknown", Fault(await program.Put(Path, Body("inherit"))));
        Assert.Equal("requirement_unknown", Fault(await program.Put(Path, Body("always"))));
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("fresh_proof_required", (await program.Put(Path, Body("required"))).Code);
    }

    [Fact]
    public async Task Without_a_factor_against_the_policy_or_an_administrator_nothing_changes()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        using var program = await ApiProgram.SignedIn(server, ben);
        using var key = await ApiProgram.WithKey(server, ben);

        Assert.Equal("token_not_proved", Fault(await program.Put(Path, Body("required"))));
        Assert.Equal("not_by_you", (await program.Put(Path, Body("notRequired"))).Code);
        Assert.Equal("session_needed", (await key.Put(Path, Body("required"))).Code);
        Assert.Equal(UserRequirement.Inherit, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Requirement);
    }

    private static JsonObject Body(string requirement) => new() { ["requirement"] = requirement };

    private static string Fault(Answer answer) => $"{answer["errors"][0]!["code"]}";
}
