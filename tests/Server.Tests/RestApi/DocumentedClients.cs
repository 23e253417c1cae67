using System.Diagnostics;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>The programs in docs/rest-api.md, run as they stand there, each with every kind of key.</summary>
[Keeps("DOOR-1"), Keeps("APIKEY-11")]
public sealed class DocumentedClients
{
    [Theory]
    [InlineData("php", "php", "", "require 'GuzzleHttp/autoload.php';")]
    [InlineData("python", "python3", "", "import requests")]
    [InlineData("javascript", "node", ".cjs", "require('axios')")]
    [InlineData("bash", "bash", "", "curl --version")]
    public async Task They_say_whose_a_key_is_or_why_it_opens_nothing(
        string language,
        string program,
        string ending,
        string needs
    )
    {
        if (!IsInstalled(program) || !await Has(language, program, needs))
            Assert.Skip($"There is no {program}. ./build installs it.");
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company, "ben");
        var file = Path.Combine(server.Settings.DataFolder, $"client.{language}{ending}");
        await File.WriteAllTextAsync(file, Documented(language));

        foreach (var (said, key) in await EveryKey(server, company, ben))
            Assert.Equal((said, key), (await Run(program, file, server.Address.ToString().TrimEnd('/'), key), key));
    }

    private static async Task<IReadOnlyList<(string Said, string Key)>> EveryKey(TestServer server, Company company, Person ben)
    {
        var right = (await Keys.Of(server, ben)).Text;
        var (gone, deleted) = await Keys.Of(server, ben);
        await server.Write(tx => tx.ApiKeys.Delete(gone.Number, tx.Now));
        var expired = (await Keys.Of(server, ben, key => key with { ExpiresAt = server.Clock.Now.AddMinutes(1) })).Text;
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        var carl = await server.Given.User(company);
        var inactive = (await Keys.Of(server, carl)).Text;
        await server.Write(tx => tx.Users.ChangeStatus(carl.User.Id, UserStatus.Deactivated, tx.Now));
        return
        [
            ("ben", right),
            ("ben", ApiKeyText.UriScheme + right),
            ("malformed", right[..^1] + (right[^1] == 'x' ? 'y' : 'x')),
            ("deleted", deleted),
            ("expired", expired),
            ("user_inactive", inactive),
            ("wrong_address", (await Keys.Of(server, ben, key => key with { Addresses = "192.0.2.0/24" })).Text),
            ("lacking_access", (await Keys.Of(server, ben, key => key with { Accesses = ["ISPROXY"] })).Text),
        ];
    }

    private static async Task<bool> Has(string language, string program, string needs)
    {
        var option = language switch
        {
            "php" => "-r",
            "javascript" => "-e",
            _ => "-c",
        };
        return (await Start(program, option, needs)).ExitCode == 0;
    }

    private static async Task<string> Run(string program, string file, string portal, string key)
    {
        var (_, said, errors) = await Start(program, file, portal, key);
        return said.Length > 0 ? said : errors;
    }

    private static async Task<(int ExitCode, string Said, string Errors)> Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // Where Debian has its packages for Node.
        start.Environment["NODE_PATH"] = "/usr/share/nodejs";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return (process.ExitCode, said, await errors);
    }

    private static string Documented(string language)
    {
        var text = File.ReadAllText(Repository.File("docs/rest-api.md"));
        var begins = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[begins..text.IndexOf("```", begins, StringComparison.Ordinal)];
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
