using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>A proxy by its recipe in docs/forward-auth.md: only addresses and certificates are others.</summary>
internal sealed class RunningProxy : IAsyncDisposable
{
    /// <summary>Of the application, in place of the recipe's.</summary>
    public const string HostName = "app.localhost";
    public const string Nginx = "nginx";
    public const string Caddy = "caddy";
    public const string HaProxy = "haproxy";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sallyport-proxy-");
    private readonly Process process;
    private readonly List<string> said = [];

    private RunningProxy(string kind, int sallyport, int backend)
    {
        var start = new ProcessStartInfo(ProgramOf(kind)!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        // Caddy keeps what it learns below its home.
        start.Environment["HOME"] = folder.FullName;
        foreach (var argument in Arguments(kind, sallyport, backend))
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; } = FreePort();

    public static async Task<RunningProxy> Start(string kind, int sallyport, int backend)
    {
        if (ProgramOf(kind) is null)
            Assert.Skip($"There is no {kind}. ./build installs it.");
        // The port that was free may be somebody else's by the time that the proxy listens.
        for (var tries = 1; ; tries++)
        {
            var proxy = new RunningProxy(kind, sallyport, backend);
            if (await proxy.Listens())
                return proxy;
            await proxy.DisposeAsync();
            if (tries == 3)
                throw new InvalidOperationException($"{kind} does not start: {string.Join('\n', proxy.said)}");
        }
    }

    // A machine with much else to do starts programs slowly: patience ends with the process.
    private async Task<bool> Listens()
    {
        for (var tries = 0; tries < 1200 && !process.HasExited; tries++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private void Hear(string? line)
    {
        lock (said)
            if (line is not null)
                said.Add(line);
    }

    private IReadOnlyList<string> Arguments(string kind, int sallyport, int backend)
    {
        string Recipe(string language, params (string From, string To)[] others) =>
            AtOurHost(
                Changed(
                    Documented(language),
                    [("127.0.0.1:5080", $"127.0.0.1:{sallyport}"), ("127.0.0.1:3000", $"127.0.0.1:{backend}"), .. others]
                )
            );
        switch (kind)
        {
            case Nginx:
                var server = Recipe(
                    "nginx",
                    ("listen 443 ssl;", $"listen 127.0.0.1:{Port};"),
                    ("ssl_certificate /etc/ssl/app.acme.test.pem;", ""),
                    ("ssl_certificate_key /etc/ssl/app.acme.test.key;", "")
                );
                var whole =
                    $"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{ }} http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; {server} }}";
                return ["-p", folder.FullName, "-c", Write("nginx.conf", whole), "-e", "stderr"];
            case Caddy:
                var sites = Recipe("caddy", ("app.acme.test {", $"http://{HostName}:{Port} {{"));
                return ["run", "--adapter", "caddyfile", "--config", Write("Caddyfile", "{\n\tadmin off\n}\n" + sites)];
            default:
                var script = Write("sallyport.lua", Changed(Documented("lua"), [("127.0.0.1:5080", $"127.0.0.1:{sallyport}")]));
                var config = Recipe(
                    "haproxy",
                    ("/etc/haproxy/sallyport.lua", script),
                    ("bind :443 ssl crt /etc/ssl/app.acme.test.pem", $"bind 127.0.0.1:{Port}")
                );
                return ["-db", "-f", Write("haproxy.cfg", config)];
        }
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static string Changed(string text, IEnumerable<(string From, string To)> others)
    {
        foreach (var (from, to) in others)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }
        return text;
    }

    // The name as it stands there, and in patterns.
    private static string AtOurHost(string text) =>
        text.Replace("app.acme.test", HostName, StringComparison.Ordinal)
            .Replace(@"app\.acme\.test", HostName.Replace(".", @"\.", StringComparison.Ordinal), StringComparison.Ordinal);

    private static string Documented(string language)
    {
        var text = File.ReadAllText(Repository.File("docs/forward-auth.md"));
        var begins = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[begins..text.IndexOf("```", begins, StringComparison.Ordinal)];
    }

    private static string? ProgramOf(string name) =>
        Environment
            .GetEnvironmentVariable("PATH")!
            .Split(':')
            .Append("/usr/sbin")
            .Select(path => Path.Combine(path, name))
            .FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
