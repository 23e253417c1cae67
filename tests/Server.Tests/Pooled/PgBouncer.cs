using System.Diagnostics;
using Npgsql;
using Sallyport.Server.Tests.Host;
using Xunit;

namespace Sallyport.Server.Tests.Pooled;

/// <summary>A real pgbouncer in transaction mode before the PostgreSQL of the tests.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const int Port = 6543;
    private static readonly string[] Places = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"];
    private readonly Process process;
    private readonly string folder;

    private PgBouncer(Process process, string folder) => (this.process, this.folder) = (process, folder);

    /// <summary>A database of that PostgreSQL by this way.</summary>
    public string By(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = folder,
            Port = Port,
            // It refuses them.
            Options = null,
        }.ToString();

    public static async Task<PgBouncer> Before(string connectionString)
    {
        var program = Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "There is no pgbouncer. ./build installs it.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It listens on a socket in a folder.");
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var place = Directory.CreateTempSubdirectory("pgbouncer-").FullName;
        // It refuses to run as root, and goes by another user.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(place, (UnixFileMode)0b111_111_111);
        var settings = Path.Combine(place, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            settings,
            $"""
            [databases]
            * = host={target.Host} port={target.Port} user={target.Username}
            [pgbouncer]
            pool_mode = transaction
            auth_type = any
            listen_addr =
            listen_port = {Port}
            unix_socket_dir = {place}
            default_pool_size = 5
            max_client_conn = 200
            server_lifetime = 5
            """
        );
        var started = Process.Start(
            new ProcessStartInfo(program!, Environment.UserName == "root" ? ["-q", "-u", "postgres", settings] : ["-q", settings])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        // Nobody reads it, and a full pipe would stop it.
        started.ErrorDataReceived += (_, _) => { };
        started.BeginErrorReadLine();
        await Eventually.Holds(() => File.Exists(Path.Combine(place, $".s.PGSQL.{Port}")));
        return new PgBouncer(started, place);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
