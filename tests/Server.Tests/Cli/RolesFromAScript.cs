using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

[Keeps("ADMIN-4")]
public sealed class RolesFromAScript
{
    private const string MakeBen = "user create --account acme --login ben --email ben@acme.test --role helpdesk --json";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_role_is_made_given_changed_by_its_name_and_deleted(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        using var shell = new Shell(server);
        await shell.MakeAcme();

        var made = await shell.Run(
            "role set --account acme --name Helpdesk --permissions VIEW_USER,RESCUE_USER --description Calls --json"
        );
        var given = await shell.Run(MakeBen);
        var changed = await shell.Run("role set --account acme --name HELPDESK --permissions VIEW_USER --json");
        var inUse = await shell.Run("role delete --account acme --name helpdesk --json");
        var list = await shell.Run("role list --account acme --json");

        Assert.Equal(
            ("Helpdesk", "HELPDESK"),
            (given.Json.GetProperty("role").GetString(), changed.Json.GetProperty("name").GetString())
        );
        Assert.Equal(made.Json.GetProperty("id").GetString(), changed.Json.GetProperty("id").GetString());
        Assert.Equal("Calls", changed.Json.GetProperty("description").GetString());
        Assert.Equal((1, "role_in_use"), (inUse.Code, inUse.Json.GetProperty("error").GetString()));
        Assert.Equal(
            ["admin 1", "all 0", "HELPDESK 1"],
            list.Json.GetProperty("roles").EnumerateArray().Select(r => $"{r.GetProperty("name")} {r.GetProperty("users")}")
        );
    }

    [Fact]
    public async Task A_role_that_nobody_has_is_deleted()
    {
        using var shell = new Shell();
        await shell.MakeAcme();
        await shell.Run("role set --account acme --name Helpdesk --permissions VIEW_USER");

        Assert.Equal(0, (await shell.Run("role delete --account acme --name Helpdesk")).Code);
        Assert.Equal(
            "no_such_role",
            (await shell.Run("role delete --account acme --name Helpdesk --json")).Json.GetProperty("error").GetString()
        );
        Assert.Equal("role_unknown", (await shell.Run(MakeBen)).Json.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("role set --account acme --name admin --permissions VIEW_USER --json", "name_is_built_in")]
    [InlineData("role set --account acme --name X --permissions RULE_WORLD --json", "permission_unknown")]
    [InlineData("role set --account acme --name X --permissions UPDATE_POLICY --json", "view_missing")]
    [InlineData("role set --account nobody --name X --permissions VIEW_USER --json", "no_such_account")]
    [InlineData("role delete --account acme --name admin --json", "no_such_role")]
    public async Task What_cannot_be_done_is_refused_with_a_word(string line, string word)
    {
        using var shell = new Shell();
        await shell.MakeAcme();

        var refused = await shell.Run(line);

        Assert.Equal((1, word), (refused.Code, refused.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("RULE_WORLD", "Use VIEW_USER,CREATE_USER,")]
    [InlineData("UPDATE_POLICY", "add VIEW_USER or VIEW_POLICY")]
    public async Task What_is_wrong_with_permissions_is_said_in_words_to_type(string permissions, string said)
    {
        using var shell = new Shell();
        await shell.MakeAcme();

        var refused = await shell.Run($"role set --account acme --name X --permissions {permissions} --json");

        Assert.Contains(said, refused.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
