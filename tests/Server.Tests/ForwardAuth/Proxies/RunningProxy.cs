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

    private const string NginxSite = $"/etc/nginx/conf.d/{Recipes.Host}.conf";
    private const string NginxRules = "/etc/nginx/conf.d/sallyport-rules.conf";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sallyport-proxy-");
    private readonly Process process;
    private readonly List<string> said = [];

    private RunningProxy(string kind, int sallyport, int backend, Func<string, string> edit)
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
        foreach (var argument in Arguments(kind, sallyport, backend, edit))
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; } = FreePort();

    /// <param name="kind">Which.</param>
    /// <param name="sallyport">The port of Sallyport.</param>
    /// <param name="backend">The port of the application.</param>
    /// <param name="edit">What an operator makes of the recipe: of the files that are an operator's own.</param>
    public static async Task<RunningProxy> Start(string kind, int sallyport, int backend, Func<string, string>? edit = null)
    {
        if (ProgramOf(kind) is null)
            Assert.Skip($"There is no {kind}. ./build installs it.");
        // The port that was free may be somebody else's by the time that the proxy listens.
        for (var tries = 1; ; tries++)
        {
            var proxy = new RunningProxy(kind, sallyport, backend, edit ?? (text => text));
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

    private IReadOnlyList<string> Arguments(string kind, int sallyport, int backend, Func<string, string> edit)
    {
        var site = kind switch
        {
            Nginx => NginxSite,
            Caddy => "/etc/caddy/Caddyfile",
            _ => "/etc/haproxy/haproxy.cfg",
        };
        (string From, string To)[] ports =
        [
            ("127.0.0.1:5080", $"127.0.0.1:{sallyport}"),
            ("127.0.0.1:3000", $"127.0.0.1:{backend}"),
        ];
        var files = Recipes.FilesOf(kind);
        foreach (var (path, text) in kind == Nginx ? TogetherWithRules(files) : files)
        {
            var own = path == site ? Changed(edit(text), Others(kind)) : text;
            foreach (var (from, to) in ports)
                own = own.Replace(from, to, StringComparison.Ordinal);
            Write(path, Here(own, kind));
        }
        return kind switch
        {
            Nginx => ["-p", folder.FullName, "-c", Write("/nginx.conf", Whole()), "-e", "stderr"],
            Caddy => ["run", "--adapter", "caddyfile", "--config", FileOf(site)],
            _ => ["-db", "-f", FileOf(site)],
        };
    }

    // The two files that are an operator's own, as one.
    private static IEnumerable<(string Path, string Text)> TogetherWithRules(IReadOnlyList<(string Path, string Text)> files)
    {
        var rules = files.Single(file => file.Path == NginxRules);
        return files
            .Where(file => file != rules)
            .Select(file => file.Path == NginxSite ? (NginxSite, rules.Text + file.Text) : file);
    }

    private (string From, string To)[] Others(string kind) =>
        kind switch
        {
            Nginx =>
            [
                ("listen 443 ssl;", $"listen 127.0.0.1:{Port};"),
                ($"ssl_certificate /etc/ssl/{Recipes.Host}.pem;", ""),
                ($"ssl_certificate_key /etc/ssl/{Recipes.Host}.key;", ""),
            ],
            Caddy => [($"{Recipes.Host} {{", $"http://{HostName}:{Port} {{"), ("import /etc", "{\n\tadmin off\n}\nimport /etc")],
            _ => [($"bind :443 ssl crt /etc/ssl/{Recipes.Host}.pem", $"bind 127.0.0.1:{Port}")],
        };

    // The block that distributions have around what stands in conf.d.
    private string Whole()
    {
        string[] temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        var paths = string.Concat(temporary.Select(name => $"{name}_temp_path {folder}/{name}; "));
        return $"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{ }} http {{ access_log off; {paths} include {folder}/etc/nginx/conf.d/*.conf; }}";
    }

    // At our host and in our folder. The name stands there as it is, and in patterns.
    private string Here(string text, string kind) =>
        text.Replace(Recipes.Host, HostName, StringComparison.Ordinal)
            .Replace(Pattern(Recipes.Host), Pattern(HostName), StringComparison.Ordinal)
            .Replace($"/etc/{kind}/", $"{folder}/etc/{kind}/", StringComparison.Ordinal)
            .Replace("unix:/run/", $"unix:{folder}/", StringComparison.Ordinal)
            .Replace("abns@sallyport-asked", $"abns@{folder.Name}", StringComparison.Ordinal);

    private static string Pattern(string host) => host.Replace(".", @"\.", StringComparison.Ordinal);

    private string FileOf(string path) => folder.FullName + path;

    private string Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(path))!);
        File.WriteAllText(FileOf(path), text);
        return FileOf(path);
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
