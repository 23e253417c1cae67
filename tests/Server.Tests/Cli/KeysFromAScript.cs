using Sallyport.Core.ApiKeys;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

[Keeps("APIKEY-1"), Keeps("APIKEY-3")]
public sealed class KeysFromAScript
{
    private const string Create = "key create --account acme --login ben --description Billing --access API,ISPROXY --json";

    [Fact]
    public async Task A_key_is_printed_once_listed_and_deleted()
    {
        using var shell = await WithBen("strict");

        var made = (await shell.Run(Create + " --expires 2099-01-01 --addresses 192.0.2.0/24")).Json;

        var key = made.GetProperty("key").GetString()!;
        Assert.Matches("^" + ApiKeyText.Pattern + "$", key);
        Assert.Equal(key[^4..], made.GetProperty("hint").GetString());
        Assert.Equal("2099-01-01T23:59:59Z", made.GetProperty("expiresAt").GetString());
        Assert.Equal(["id", "key", "hint", "expiresAt"], made.EnumerateObject().Select(member => member.Name));
        var list = await shell.Run("key list --account acme --json");
        var listed = Assert.Single(list.Json.GetProperty("keys").EnumerateArray());
        Assert.Equal(made.GetProperty("id").GetString(), listed.GetProperty("id").GetString());
        Assert.Equal(
            ("ben", "192.0.2.0/24"),
            (listed.GetProperty("login").GetString(), listed.GetProperty("addresses").GetString())
        );
        Assert.DoesNotContain(key, list.Out, StringComparison.Ordinal);
        var delete = "key delete --account acme --json --id " + listed.GetProperty("id").GetString();
        Assert.Equal(0, (await shell.Run(delete)).Code);
        Assert.Equal("no_such_key", (await shell.Run(delete)).Json.GetProperty("error").GetString());
        Assert.Empty((await shell.Run("key list --account acme --json")).Json.GetProperty("keys").EnumerateArray());
    }

    [Fact]
    [Keeps("APIKEY-10"), Keeps("APIKEY-4")]
    public async Task A_flagged_key_is_marked_in_the_list()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator, key => key with { Permissions = ["VIEW_USER"] });
        using var shell = new Shell(server);
        var list = "key list --account " + company.Account.Handle;
        Assert.DoesNotContain("flagged", (await shell.Run(list)).Out, StringComparison.Ordinal);

        await server.Browser().Get("/health/live?key=" + text);

        Assert.Contains("flagged: ", (await shell.Run(list)).Out, StringComparison.Ordinal);
        var listed = Assert.Single((await shell.Run(list + " --json")).Json.GetProperty("keys").EnumerateArray());
        Assert.NotNull(listed.GetProperty("flaggedAt").GetString());
        Assert.Equal("VIEW_USER", Assert.Single(listed.GetProperty("permissions").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" --expires never", false)]
    [InlineData(" --expires 9999-12-31", true)]
    public async Task Without_a_date_the_policy_s_offer_is_taken_and_never_is_never(string option, bool expires)
    {
        using var shell = await WithBen("strict");

        var made = (await shell.Run(Create + option)).Json;

        Assert.Equal(expires, made.GetProperty("expiresAt").GetString() is not null);
    }

    [Theory]
    [InlineData("numbering", "", "closed_by_policy")]
    [InlineData("strict", " --expires 2020-01-01", "expiry_past")]
    [InlineData("strict", " --expires soon", "not_a_date")]
    [InlineData("strict", " --addresses office", "address_unreadable")]
    [InlineData("strict", " --addresses ,", "address_unreadable")]
    public async Task What_cannot_be_made_is_refused_with_a_word(string preset, string option, string word)
    {
        using var shell = await WithBen(preset);

        var refused = await shell.Run(Create + option);

        Assert.Equal((1, word), (refused.Code, refused.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("Bill\u001b[31ming")]
    [InlineData("Billing\nanother-key")]
    public async Task A_description_that_would_be_a_line_of_the_list_or_a_terminal_s_command_is_refused(string description)
    {
        using var shell = await WithBen("strict");

        var refused = await shell.Run(Create.Replace("Billing", description, StringComparison.Ordinal));

        Assert.Equal("description_unreadable", refused.Json.GetProperty("error").GetString());
    }

    private static async Task<Shell> WithBen(string preset)
    {
        var shell = new Shell();
        await shell.MakeAcme(preset);
        Assert.Equal(0, (await shell.Run("user create --account acme --login ben --email ben@acme.test")).Code);
        return shell;
    }
}
