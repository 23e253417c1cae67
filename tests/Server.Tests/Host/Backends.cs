using System.Diagnostics;
using Dapper;
using Npgsql;
using Xunit;

namespace Sallyport.Server.Tests.Host;

/// <summary>The processes by which PostgreSQL serves a node: they can be stopped in the middle of what they do, which is a database that hangs and is not gone.</summary>
public sealed class Backends : IAsyncDisposable
{
    // By this name they are told from the test's own.
    private const string Ours =
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sallyport'";
    private readonly NpgsqlConnection aside;
    private readonly HashSet<int> stopped = [];

    private Backends(NpgsqlConnection aside) => this.aside = aside;

    public static async Task<Backends> Of(TestServer server)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.Settings.Database!.RevealText())
        {
            Pooling = false,
            ApplicationName = "test",
        };
        var opened = new NpgsqlConnection(settings.ToString());
        await opened.OpenAsync();
        return new Backends(opened);
    }

    /// <summary>Stops those that stand there now; later ones run.</summary>
    /// <param name="where">Which of them, by a condition over <c>pg_stat_activity</c>.</param>
    public async Task<int> Stop(string where = "TRUE")
    {
        var pids = (await aside.QueryAsync<int>($"{Ours} AND {where}")).ToList();
        foreach (var pid in pids)
        {
            Assert.SkipUnless(Signal("STOP", pid), "The processes of PostgreSQL cannot be stopped: they are somebody else's.");
            stopped.Add(pid);
        }
        return pids.Count;
    }

    /// <summary>What another node would do, past those that are stopped.</summary>
    public Task<int> Run(string sql, object? parameters = null) => aside.ExecuteAsync(sql, parameters);

    public async ValueTask DisposeAsync()
    {
        foreach (var pid in stopped)
            Signal("CONT", pid);
        await aside.DisposeAsync();
    }

    private static bool Signal(string name, int pid)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{pid}"]);
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }
}
