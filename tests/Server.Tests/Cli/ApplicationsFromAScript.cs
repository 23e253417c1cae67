using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

[Keeps("SIGN-8"), Keeps("DOOR-2")]
public sealed class ApplicationsFromAScript
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task They_are_registered_listed_and_removed(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        using var shell = new Shell(server);
        await shell.MakeAcme();

        var added = await shell.Run("application add --account acme --host App.Acme.Test --json");
        await shell.Run("application add --account acme --host wiki.acme.test:8443");
        var list = await shell.Run("application list --account acme --json");
        var removed = await shell.Run("application remove --account acme --host app.acme.test");
        var left = await shell.Run("application list --account acme");

        Assert.Equal("app.acme.test", added.Json.GetProperty("host").GetString());
        Assert.Equal(
            ["app.acme.test", "wiki.acme.test:8443"],
            list.Json.GetProperty("applications").EnumerateArray().Select(a => a.GetProperty("host").GetString())
        );
        Assert.Equal((0, "wiki.acme.test:8443"), (removed.Code, left.Out.Trim()));
    }

    [Theory]
    [InlineData("application add --account acme --host app.acme.test:8443 --json", "host_taken")]
    [InlineData("application add --account acme --host https://app.acme.test --json", "host_malformed")]
    [InlineData("application add --account nobody --host app.acme.test --json", "no_such_account")]
    [InlineData("application remove --account acme --host other.acme.test --json", "no_such_application")]
    public async Task What_cannot_be_done_is_refused_with_a_word(string line, string word)
    {
        using var shell = new Shell();
        await shell.MakeAcme();
        await shell.Run("application add --account acme --host app.acme.test");

        var refused = await shell.Run(line);

        Assert.Equal((1, word), (refused.Code, refused.Json.GetProperty("error").GetString()));
    }
}
