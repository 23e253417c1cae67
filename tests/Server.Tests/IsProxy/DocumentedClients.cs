using System.Diagnostics;
using System.Globalization;
using Sallyport.Core.IsProxy;
using Sallyport.Server.IsProxy;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

/// <summary>The programs in docs/isproxy.md, run as they stand there. They trust the test's authority as each language lets its user say.</summary>
[Keeps("DOOR-3")]
public sealed class DocumentedClients
{
    [Theory]
    [InlineData("php", "php", "-d openssl.cafile={root}")]
    [InlineData("python", "python3", "")]
    [InlineData("javascript", "node", "")]
    public async Task It_asks_over_verified_TLS(string language, string program, string options)
    {
        if (!IsInstalled(program))
            Assert.Skip($"There is no {program}. ./build installs it.");
        await using var service = await LineHost.Start(IsProxyTls.Required);

        var key = await service.Key();
        var root = service.Certificate.RootFile;
        var (said, _, code) = await Run(service, language, program, options, root, key);
        var (withoutTrust, _, untrusted) = await Run(service, language, program, options, "/dev/null", key);
        var (refused, why, refusal) = await Run(service, language, program, options, root, key[..^1]);

        Assert.Equal(("free.test available\ntaken.test not available", 0), (said, code));
        Assert.Equal(("", 1), (withoutTrust, untrusted));
        Assert.Equal(("", "Not logged in.", 1), (refused, why.Trim(), refusal));
    }

    private static async Task<(string Said, string Errors, int Code)> Run(
        LineHost service,
        string language,
        string program,
        string options,
        string root,
        string key
    )
    {
        var file = Path.Combine(Path.GetDirectoryName(service.Certificate.RootFile)!, $"client.{language}.js");
        await File.WriteAllTextAsync(file, Documented(language));
        var port = service.Server.Get<IsProxyListener>().Endpoint!.Port.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var option in options
                .Replace("{root}", root, StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        )
            start.ArgumentList.Add(option);
        foreach (var argument in new[] { file, "localhost", port, key, "free.test", "taken.test" })
            start.ArgumentList.Add(argument);
        start.Environment["SSL_CERT_FILE"] = root;
        start.Environment["NODE_EXTRA_CA_CERTS"] = root;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var answers = lines.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        return (string.Join('\n', answers), await errors, process.ExitCode);
    }

    private static string Documented(string language)
    {
        var text = File.ReadAllText(Repository.File("docs/isproxy.md"));
        var begins = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[begins..text.IndexOf("```", begins, StringComparison.Ordinal)];
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
