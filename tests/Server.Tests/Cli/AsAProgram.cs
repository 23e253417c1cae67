using System.Diagnostics;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

/// <summary>The built executable as a child process: what only shows there.</summary>
public sealed class AsAProgram
{
    private static readonly string Built = Path.Combine(AppContext.BaseDirectory, "sallyport.dll");

    [Fact]
    public async Task It_serves_by_default_prints_one_link_and_a_second_one_on_the_folder_refuses()
    {
        using var shell = new Shell();
        using var first = Start("--data", shell.Folder, "--urls", "http://127.0.0.1:0");
        try
        {
            var announced = await ReadUntil(first.StandardOutput, "Open this once to set it up: ");

            using var second = Start("serve", "--data", shell.Folder, "--urls", "http://127.0.0.1:0");
            await second.WaitForExitAsync();

            Assert.Contains("/setup?token=", announced, StringComparison.Ordinal);
            Assert.Equal(1, second.ExitCode);
            Assert.Contains("Another Sallyport serves", await second.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        }
        finally
        {
            first.Kill();
            await first.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task A_password_is_piped_in_and_never_an_argument()
    {
        using var shell = new Shell();
        using var made = Start(
            "account",
            "create",
            "--data",
            shell.Folder,
            "--handle",
            "acme",
            "--name",
            "Acme",
            "--login",
            "admin",
            "--email",
            "a@acme.test",
            "--password-stdin"
        );
        await made.StandardInput.WriteLineAsync("lantern tuesday plum");
        made.StandardInput.Close();
        await made.WaitForExitAsync();

        Assert.Equal(0, made.ExitCode);
        Assert.Contains("Account acme was made", await made.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_address_without_encryption_and_a_mistyped_setting_are_warned_of()
    {
        using var shell = new Shell();
        using var open = Start(
            [("SALLYPORT_PUBLIC_URL", "http://portal.example"), ("SALLYPORT_RDPA", "https://rdap.example/")],
            "--data",
            shell.Folder,
            "--urls",
            "http://127.0.0.1:0"
        );
        try
        {
            var warned = await ReadUntil(open.StandardError, "Warning: people");
            Assert.Contains("without encryption", warned, StringComparison.Ordinal);
            Assert.Contains("Warning: SALLYPORT_RDPA is no setting. Is SALLYPORT_RDAP meant?", warned, StringComparison.Ordinal);
        }
        finally
        {
            open.Kill();
            await open.WaitForExitAsync();
        }
    }

    private static Process Start(params string[] args) => Start([("SALLYPORT_SMTP", "")], args);

    internal static Process Start(IEnumerable<(string Name, string Value)> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Built, .. args])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<string> ReadUntil(StreamReader from, string start)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var read = new System.Text.StringBuilder();
        while (await from.ReadLineAsync(patience.Token) is { } line)
        {
            read.AppendLine(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
                return read.ToString();
        }
        throw new InvalidOperationException($"It ended before it said \"{start}\": {read}");
    }
}
