using System.Diagnostics;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>The walk with curl in docs/rest-api.md, copied into a shell.</summary>
[Keeps("DOOR-1")]
public sealed class DocumentedWalk
{
    [Fact]
    public async Task It_leads_from_a_password_to_a_key_and_back()
    {
        if (!File.Exists("/usr/bin/curl") || !File.Exists("/usr/bin/jq"))
            Assert.Skip("There is no curl or jq. ./build installs them.");
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        await server.Given.Policy(company, policy => policy with { PasswordOnApi = PasswordOnApi.WithToken });
        await server.Given.App(company.Administrator);

        var (said, errors) = await Run(server, company.Administrator);

        Assert.Equal("", errors);
        Assert.Contains("\"by\":\"key\"", said, StringComparison.Ordinal);
        Assert.Contains("\"givenName\":\"Zoë\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\"code\"", said, StringComparison.Ordinal);
        var zoe = (await server.Read(tx => tx.Users.FindByLogin(company.Account.Id, "zoe")))!;
        Assert.Empty(await server.Read(tx => tx.ApiKeys.Of(zoe.Id)));
    }

    private static async Task<(string Said, string Errors)> Run(TestServer server, Person person)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-eu", "-c", Documented()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORTAL"] = server.Address.ToString().TrimEnd('/');
        start.Environment["LOGIN"] = person.User.Email;
        start.Environment["PASSWORD"] = person.Password;
        start.Environment["CODE"] = server.Given.Code(person);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (said, await errors);
    }

    private static string Documented()
    {
        var text = File.ReadAllText(Repository.File("docs/rest-api.md"));
        var walk = text[text.IndexOf("### A walk with curl", StringComparison.Ordinal)..];
        var begins = walk.IndexOf("```sh\n", StringComparison.Ordinal) + "```sh\n".Length;
        return walk[begins..walk.IndexOf("```", begins, StringComparison.Ordinal)];
    }
}
