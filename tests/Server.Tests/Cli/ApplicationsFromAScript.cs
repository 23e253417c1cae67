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
    [InlineData("http://localhost:5080", "localhost")]
    [InlineData("http://localhost:5080", "LOCALHOST.:3000")]
    [InlineData("http://127.0.0.1:5080", "127.0.0.1")]
    [InlineData("http://127.0.0.1:5080", "127.0.0.1:3000")]
    [InlineData("https://portal.acme.test.", "Portal.Acme.Test")]
    [InlineData("https://portal.bücher.test", "portal.BÜCHER.test:8443")]
    [InlineData("https://portal.bücher.test", "portal.xn--bcher-kva.test")]
    [InlineData("https://portal.test", "Login.Acme.Test.")]
    [InlineData("https://portal.test", "login.acme.test:8443")]
    [InlineData("https://portal.test", "login.bücher.test")]
    public async Task A_host_by_which_people_come_to_Sallyport_is_no_application_s(string address, string host)
    {
        using var shell = new Shell();
        await shell.MakeAcme();
        await shell.Run("account add-host --account acme --host login.acme.test");
        await shell.Run("account add-host --account acme --host login.bücher.test");

        var refused = await shell
            .With("SALLYPORT_PUBLIC_URL", address)
            .Run($"application add --account acme --host {host} --json");

        Assert.Equal((1, "host_of_sallyport"), (refused.Code, refused.Json.GetProperty("error").GetString()));
        Assert.Contains(
            $"by {host} people come to Sallyport itself. Give the application a host name of its own",
            refused.Json.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("acme has no applications.", (await shell.Run("application list --account acme")).Out.Trim());
    }

    [Theory]
    [InlineData("http://localhost:5080", "app.localhost:3000")]
    [InlineData("http://localhost:5080", "127.0.0.1")]
    [InlineData("http://127.0.0.1:5080", "127.0.0.2")]
    [InlineData("http://[::1]:5080", "localhost")]
    [InlineData("https://portal.acme.test", "acme.test")]
    public async Task A_neighbour_of_Sallyport_s_host_is_another_host(string address, string host)
    {
        using var shell = new Shell();
        await shell.MakeAcme();

        var added = await shell.With("SALLYPORT_PUBLIC_URL", address).Run($"application add --account acme --host {host} --json");

        Assert.Equal((0, host), (added.Code, added.Json.GetProperty("host").GetString()));
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
