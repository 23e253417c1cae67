using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sallyport.Storage;

/// <summary>SQLite: one file, one writer at a time, as many readers as one likes.</summary>
public sealed class Sqlite : Engine
{
    // Longer than any honest transaction takes; another process (the command line) may hold the write lock meanwhile.
    private const int BusySeconds = 5;
    private readonly string connectionString;
    private readonly SemaphoreSlim writer = new(1, 1);
    private readonly ConditionalWeakTable<sqlite3, object> ready = [];

    public Sqlite(string file)
    {
        File = Path.GetFullPath(file);
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = File,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = BusySeconds,
            Pooling = true,
        }.ToString();
    }

    public string File { get; }
    public override string Name => "sqlite";

    // A writing transaction holds the whole file already.
    public override string ForUpdate => "";

    public override string IsAmong(string parameter) => $"IN @{parameter}";

    public override bool IsRemote => false;

    public override async Task<DbConnection> Connect(CancellationToken cancel)
    {
        var connection = await Open(cancel);
        // Opened while the file could not be written to, and kept by the pool: it would refuse every change for ever.
        if (raw.sqlite3_db_readonly(connection.Handle!, "main") == 1)
        {
            SqliteConnection.ClearPool(connection);
            await connection.DisposeAsync();
            connection = await Open(cancel);
        }
        // Once for each handle: the pool hands the same ones out again, with what was set on them.
        if (!ready.TryGetValue(connection.Handle!, out _))
        {
            // FULL: an answer that was given survives a power cut. secure_delete: what was deleted is overwritten.
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
            ready.AddOrUpdate(connection.Handle!, ready);
        }
        return connection;
    }

    private async Task<SqliteConnection> Open(CancellationToken cancel)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    // The driver's plain transaction is IMMEDIATE: a deferred transaction that turns into a writer fails at once with "database is locked", whatever the time-out.
    public override async Task<DbTransaction> BeginWriting(DbConnection connection, CancellationToken cancel)
    {
        await writer.WaitAsync(cancel);
        try
        {
            return await connection.BeginTransactionAsync(cancel);
        }
        catch
        {
            writer.Release();
            throw;
        }
    }

    public override void EndWriting() => writer.Release();

#pragma warning disable CA1849 // SQLite answers in the calling thread; the driver has no waiting form of a deferred transaction.
    public override Task<DbTransaction> BeginReading(DbConnection connection, CancellationToken cancel) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));
#pragma warning restore CA1849

    public override Task LockForMigration(DbTransaction transaction, CancellationToken cancel) => Task.CompletedTask;

    public override Task<bool> MayMigrate(DbConnection connection, CancellationToken cancel) => Task.FromResult(true);

    public override Task<bool> HasTable(DbTransaction transaction, string table, CancellationToken cancel) =>
        transaction.Connection!.ExecuteScalarAsync<bool>(
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @table",
            new { table },
            transaction
        );

    // A connection that was opened before goes on by what was allowed then: a new one tells. SQLite opens a file that it may not write for reading.
    public override async Task<bool> IsReadOnly(DbTransaction transaction)
    {
        await using var fresh = (SqliteConnection)OwnConnection();
        await fresh.OpenAsync();
        return raw.sqlite3_db_readonly(fresh.Handle!, "main") == 1;
    }

    public override Task<DateTimeOffset?> Clock(DbConnection connection, CancellationToken cancel) =>
        Task.FromResult<DateTimeOffset?>(null);

    public override DbConnection OwnConnection() =>
        // The driver counts in seconds, and one is the least.
        new SqliteConnection(
            new SqliteConnectionStringBuilder(connectionString) { Pooling = false, DefaultTimeout = 1 }.ToString()
        );

    public override KeyFeed OpenKeyFeed() => new SqliteKeyFeed(connectionString);

    public override KeyReader OpenKeyReader(TimeSpan patience) => new SqliteKeyReader(connectionString, patience);

    public override ValueTask DisposeAsync()
    {
        using (var connection = new SqliteConnection(connectionString))
            SqliteConnection.ClearPool(connection);
        writer.Dispose();
        return base.DisposeAsync();
    }
}
