using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Sallyport.Storage.Budgets;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Sallyport.Storage;

/// <summary>SQLite: one file, one writer at a time, as many readers as one likes.</summary>
public sealed class Sqlite : Engine
{
    // For what has no turn: at start, another process (the command line) may hold the write lock meanwhile.
    private const int BusySeconds = 5;

    // The driver waits in the thread that asks. A turn waits without one (Patiently), and has the driver give up at once.
    private const int NotAMoment = -1;

    // One writer does some thousand small transactions in the time of a request, if the disk is good; on a bad one, more would be refused after they have waited.
    private const int LongestQueue = 200;

    // How much SQLite works between two looks at the clock: about a millisecond.
    private const int BetweenLooks = 20_000;
    private static readonly TimeSpan ShortestNap = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(25);
    private readonly string connectionString;
    private readonly Places writer = new(all: 1, reserved: 0, LongestQueue);
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
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        MakeReady(connection);
        return connection;
    }

    public override async Task<DbConnection> Connect(Turn turn, CancellationToken cancel)
    {
        var connection = new SqliteConnection(connectionString) { DefaultTimeout = NotAMoment };
        try
        {
            await Patiently(turn, () => Open(connection), cancel);
            // Nothing runs on for whom nobody waits any more.
            sqlite3_progress_handler(connection.Handle!, BetweenLooks, IsTooLong, turn);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private bool Open(SqliteConnection connection)
    {
        if (connection.State != System.Data.ConnectionState.Open)
            connection.Open();
        MakeReady(connection);
        return true;
    }

    // Once for each handle: the pool hands the same ones out again, with what was set on them.
    private void MakeReady(SqliteConnection connection)
    {
        if (ready.TryGetValue(connection.Handle!, out _))
            return;
        // FULL: an answer that was given survives a power cut. secure_delete: what was deleted is overwritten.
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
        ready.AddOrUpdate(connection.Handle!, ready);
    }

    private static int IsTooLong(object turn) => turn is Turn { IsOver: false } mine && mine.Left <= TimeSpan.Zero ? 1 : 0;

    // The driver's plain transaction is IMMEDIATE: a deferred transaction that turns into a writer fails at once with "database is locked", whatever the time-out.
    public override async Task<DbTransaction> BeginWriting(DbConnection connection, Turn turn, CancellationToken cancel)
    {
        await writer.Enter(turn, cancel);
        return await Patiently(turn, () => ((SqliteConnection)connection).BeginTransaction(), cancel);
    }

    // Whatever keeps readers out shows at the first page that is read: here, and not in the middle.
    public override async Task<DbTransaction> BeginReading(DbConnection connection, Turn turn, CancellationToken cancel)
    {
        var mine = (SqliteConnection)connection;
        var inner = mine.BeginTransaction(deferred: true);
        try
        {
            await Patiently(turn, () => ReadOnePage(mine), cancel);
            return inner;
        }
        catch
        {
            await inner.DisposeAsync();
            throw;
        }
    }

    private static bool ReadOnePage(SqliteConnection connection)
    {
        SqliteException.ThrowExceptionForRC(
            sqlite3_exec(connection.Handle!, "SELECT 1 FROM sqlite_master LIMIT 1"),
            connection.Handle
        );
        return true;
    }

    // Somebody else has the file to himself. No thread sleeps meanwhile.
    private static async Task<T> Patiently<T>(Turn turn, Func<T> act, CancellationToken cancel)
    {
        for (var nap = ShortestNap; ; nap = nap * 2 < LongestNap ? nap * 2 : LongestNap)
            try
            {
                return act();
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED)
            {
                if (turn.Left <= nap)
                    throw turn.Late();
                await Task.Delay(nap, cancel);
            }
    }

    public override string LimitsOf(Turn turn) => "";

    public override bool IsAway(Exception fault) =>
        fault
            is SqliteException
            {
                SqliteErrorCode: SQLITE_BUSY
                    or SQLITE_LOCKED
                    or SQLITE_INTERRUPT
                    or SQLITE_IOERR
                    or SQLITE_FULL
                    or SQLITE_READONLY
                    or SQLITE_CANTOPEN
            };

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

    public override KeyReader OpenKeyReader(TimeSpan patience, TimeSpan connecting) =>
        new SqliteKeyReader(connectionString, patience);

    public override ValueTask DisposeAsync()
    {
        using (var connection = new SqliteConnection(connectionString))
            SqliteConnection.ClearPool(connection);
        return base.DisposeAsync();
    }
}
