using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Sallyport.Measure;

/// <summary>
/// How long anything was locked at most. SQLite: for how long somebody else had to wait for the file's write lock. PostgreSQL: the age of the oldest transaction that
/// had written or locked a row, seen every few milliseconds.
/// </summary>
internal sealed class LockWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;
    private long longest;

    public LockWatch(string folder, string? postgres) =>
        watching = Task.Run(() => postgres is null ? WatchFile(folder) : WatchServer(postgres));

    /// <summary>Since the last time this was asked.</summary>
    public TimeSpan TakeLongest() => TimeSpan.FromTicks(Interlocked.Exchange(ref longest, 0));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    private async Task WatchFile(string folder)
    {
        var file = Path.Combine(folder, "sallyport.db");
        await using var connection = new SqliteConnection($"Data Source={file};Default Timeout=120;Pooling=False");
        await connection.OpenAsync();
        while (!stop.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            await using (var transaction = await connection.BeginTransactionAsync())
                Note(watch.Elapsed);
            await Task.Delay(5);
        }
    }

    private async Task WatchServer(string postgres)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT COALESCE(MAX(EXTRACT(EPOCH FROM clock_timestamp() - xact_start)), 0)::float8 FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'sallyport' AND backend_xid IS NOT NULL
            """,
            connection
        );
        while (!stop.IsCancellationRequested)
        {
            Note(TimeSpan.FromSeconds((double)(await command.ExecuteScalarAsync())!));
            await Task.Delay(5);
        }
    }

    private void Note(TimeSpan locked)
    {
        if (locked.Ticks > Volatile.Read(ref longest))
            Volatile.Write(ref longest, locked.Ticks);
    }
}
