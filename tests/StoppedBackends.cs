using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;
using Xunit;

namespace Sallyport.Tests;

/// <summary>
/// PostgreSQL's processes of one database, stopped in the middle of whatever they do: their sockets are open and silent. They go on when this is disposed of.
/// </summary>
public sealed class StoppedBackends : IAsyncDisposable
{
    private readonly IReadOnlyList<int> stopped;

    private StoppedBackends(IReadOnlyList<int> stopped) => this.stopped = stopped;

    /// <summary>Skips the test where the processes are somebody else's.</summary>
    /// <param name="connectionString">Of the database.</param>
    /// <param name="condition">Which of its processes, by the columns of <c>pg_stat_activity</c>.</param>
    public static async Task<StoppedBackends> Of(string connectionString, string condition = "TRUE")
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can stop PostgreSQL's processes.");
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(TestDatabase.Server) { Pooling = false }.ToString()
        );
        var found = await connection.QueryAsync<int>(
            $"SELECT pid FROM pg_stat_activity WHERE datname = @database AND backend_type = 'client backend' AND ({condition})",
            new { database }
        );
        var backends = new StoppedBackends(found.AsList());
        await backends.Signal("-STOP");
        return backends;
    }

    public int Count => stopped.Count;

    /// <summary>They go on.</summary>
    public ValueTask DisposeAsync() => new(Signal("-CONT"));

    // One that has gone meanwhile is nobody's concern.
    private async Task Signal(string signal)
    {
        foreach (var pid in stopped)
        {
            using var kill = Process.Start(
                new ProcessStartInfo("kill", [signal, pid.ToString(CultureInfo.InvariantCulture)])
                {
                    RedirectStandardError = true,
                }
            )!;
            await kill.WaitForExitAsync();
        }
    }
}
