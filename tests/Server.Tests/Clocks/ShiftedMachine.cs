using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sallyport.Server.Tests.Cli;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Xunit;

namespace Sallyport.Server.Tests.Clocks;

/// <summary>The built server as a process whose time of day, and nothing else, is off: another node of a test's server.</summary>
internal sealed class ShiftedMachine : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sallyport-shifted-");
    private readonly HttpClient client = new();
    private readonly Process process;

    private ShiftedMachine(TestServer server, TimeSpan ahead, string shim)
    {
        File.Move(shim, Path.Combine(folder.FullName, "clock.so"));
        Ahead(ahead);
        var settings = server.Settings;
        client.BaseAddress = FreeAddress();
        process = AsAProgram.Start(
            [
                ("LD_PRELOAD", Path.Combine(folder.FullName, "clock.so")),
                ("SHIFTED_CLOCK", Offset),
                (Setting.Database.Name, settings.Database!.RevealText()),
                (Setting.KeyFile.Name, settings.KeyFile),
                (Setting.Data.Name, folder.FullName),
                (Setting.Smtp.Name, ""),
            ],
            "serve",
            "--urls",
            client.BaseAddress.ToString().TrimEnd('/')
        );
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private string Offset => Path.Combine(folder.FullName, "ahead");

    /// <summary>Answers as soon as it listens. Skipped, visibly, where there is no compiler for the shim.</summary>
    public static async Task<ShiftedMachine> Start(TestServer server, TimeSpan ahead)
    {
        var machine = new ShiftedMachine(server, ahead, await Compile());
        await Eventually.Holds(async () => await machine.Status("/health/live") == HttpStatusCode.OK);
        return machine;
    }

    /// <summary>Somebody sets the clock of the machine.</summary>
    public void Ahead(TimeSpan by)
    {
        // In place: the process has the file mapped.
        using var file = new FileStream(Offset, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes((long)by.TotalSeconds));
    }

    /// <summary>Null: it did not answer.</summary>
    public async Task<HttpStatusCode?> Status(string path, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        try
        {
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        client.Dispose();
        folder.Delete(recursive: true);
    }

    private static async Task<string> Compile()
    {
        var shim = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".so");
        var source = Repository.File("tests/Server.Tests/Clocks/shifted-clock.c");
        try
        {
            using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-o", shim, source]);
            await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, compiler.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no gcc. ./build installs it.");
        }
        return shim;
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
