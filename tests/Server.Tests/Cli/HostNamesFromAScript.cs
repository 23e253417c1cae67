using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

[Keeps("SIGN-1"), Keeps("ADMIN-10")]
public sealed class HostNamesFromAScript
{
    [Fact]
    public async Task They_are_listed_as_they_came_and_removed()
    {
        using var shell = new Shell();
        await shell.MakeAcme();
        await shell.Run("account add-host --account acme --host zoo.acme.test");
        await shell.Run("account add-host --account acme --host Abc.acme.test");

        Assert.Equal(["zoo.acme.test", "abc.acme.test"], await Listed(shell));
        Assert.Equal(0, (await shell.Run("account remove-host --account acme --host ZOO.acme.test")).Code);
        var gone = await shell.Run("account remove-host --account acme --host zoo.acme.test --json");
        Assert.Equal((1, "no_such_host"), (gone.Code, gone.Json.GetProperty("error").GetString()));
        Assert.Equal(["abc.acme.test"], await Listed(shell));
    }

    [Theory]
    [InlineData("app.acme.test")]
    [InlineData("App.Acme.Test.")]
    [InlineData("wiki.bücher.test")]
    public async Task The_host_of_an_application_is_no_account_s(string host)
    {
        using var shell = new Shell();
        await shell.MakeAcme();
        await shell.Run("application add --account acme --host app.acme.test");
        await shell.Run("application add --account acme --host wiki.bücher.test:8443");

        var refused = await shell.Run($"account add-host --account acme --host {host} --json");

        Assert.Equal((1, "host_of_application"), (refused.Code, refused.Json.GetProperty("error").GetString()));
        Assert.Contains($"registered at {host}.", refused.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(await Listed(shell));
    }

    [Theory]
    [InlineData("http://localhost:5080", "localhost")]
    [InlineData("https://portal.acme.test.", "Portal.Acme.Test")]
    [InlineData("https://portal.bücher.test", "portal.BÜCHER.test.")]
    public async Task The_host_by_which_everybody_comes_is_no_account_s(string address, string host)
    {
        using var shell = new Shell();
        await shell.MakeAcme();

        var refused = await shell
            .With("SALLYPORT_PUBLIC_URL", address)
            .Run($"account add-host --account acme --host {host} --json");

        Assert.Equal((1, "host_of_installation"), (refused.Code, refused.Json.GetProperty("error").GetString()));
        Assert.Equal(
            $"--host: {host} is the host of SALLYPORT_PUBLIC_URL, by which people of every account come. Choose a host name that leads to acme alone.",
            refused.Json.GetProperty("message").GetString()
        );
        Assert.Empty(await Listed(shell));
    }

    [Fact]
    [Keeps("KEY-8")]
    public async Task One_to_which_keys_answer_stays_until_that_is_confirmed()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering", handle: "acme");
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "login.acme.test"));
        await server.Key(company.Administrator, rpId: "login.acme.test");
        using var shell = new Shell(server);
        const string line = "account remove-host --account acme --host login.acme.test --json";

        var refused = await shell.Run(line);

        Assert.Equal((1, "confirmation_needed"), (refused.Code, refused.Json.GetProperty("error").GetString()));
        Assert.Equal(["login.acme.test"], await Listed(shell));
        Assert.Equal(0, (await shell.Run(line + " --confirmed")).Code);
        Assert.Empty(await Listed(shell));
    }

    private static async Task<IEnumerable<string?>> Listed(Shell shell) =>
        (await shell.Run("account list-hosts --account acme --json"))
            .Json.GetProperty("hosts")
            .EnumerateArray()
            .Select(own => own.GetProperty("host").GetString());
}
