using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sallyport.Journeys.Running;

/// <summary>The built executable, run as an operator runs it: a process of its own over a fresh data folder.</summary>
public sealed class Portal : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-journey-").FullName;
    private Process? server;

    public Uri Address { get; } = new($"http://localhost:{FreePort()}");

    /// <summary>The link that the server printed.</summary>
    public Uri? SetupLink { get; private set; }

    public static async Task<Portal> Start(string environment = "Development")
    {
        // The port that was free may be somebody else's by the time that the server listens.
        for (var tries = 1; ; tries++)
        {
            var portal = new Portal();
            try
            {
                await portal.Serve(environment);
                return portal;
            }
            catch (InvalidOperationException) when (tries < 3)
            {
                await portal.DisposeAsync();
            }
        }
    }

    /// <summary>Runs a verb of the command line beside the server; its output is the answer.</summary>
    public async Task<string> Run(string input, params string[] arguments)
    {
        using var process = Process.Start(Command("Production", arguments))!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"sallyport {arguments[0]} answered {process.ExitCode}: {errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    private async Task Serve(string environment)
    {
        server = Process.Start(Command(environment, ["serve"]))!;
        server.StandardInput.Close();
        _ = server.StandardError.ReadToEndAsync();
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("/setup?", StringComparison.Ordinal))
                SetupLink = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim());
            if (SetupLink is not null)
                break;
        }
        _ = server.StandardOutput.ReadToEndAsync();
        if (SetupLink is null)
            throw new InvalidOperationException("The server printed no set-up link.");
    }

    private ProcessStartInfo Command(string environment, string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "sallyport");
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["SALLYPORT_DATA"] = folder;
        start.Environment["SALLYPORT_URLS"] = Address.ToString().TrimEnd('/');
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
