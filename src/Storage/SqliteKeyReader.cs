using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Tables;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Sallyport.Storage;

/// <summary>
/// SQLite answers in the thread that asks. Connections with the statement prepared lie ready, as many as have ever asked at once. The statement is SQLite's own:
/// the driver's command and reader around it cost as much as the look-up. A key that was not renewed lies where its digest begins (<see cref="KeyId.Of"/>): with very
/// many keys, each tree that need not be gone down is a page less to read.
/// </summary>
internal sealed class SqliteKeyReader(string connectionString, TimeSpan patience) : KeyReader
{
    private const string Statement = $"""
        SELECT {KnownKeyTable.Columns}, {KnownKeyTable.UserState}
        FROM api_keys k {KnownKeyTable.Owners}
        WHERE k.number = COALESCE(
            (SELECT number FROM api_keys WHERE number = ?2 AND digest = ?1),
            (SELECT number FROM api_keys WHERE digest = ?1),
            (SELECT number FROM api_keys WHERE former_digest = ?1))
        """;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);
    private readonly ConcurrentBag<Prepared> ready = [];

    public override ValueTask<FoundKey?> Find(byte[] digest)
    {
        try
        {
            return ValueTask.FromResult(FindNow(digest));
        }
        catch (SqliteException busy) when (IsBusy(busy))
        {
            return new ValueTask<FoundKey?>(FindPatiently(digest, Stopwatch.GetTimestamp()));
        }
    }

    public override Task Prepare()
    {
        ready.Add(Prepared.Open(connectionString));
        return Task.CompletedTask;
    }

    private FoundKey? FindNow(byte[] digest)
    {
        if (!ready.TryTake(out var prepared))
            prepared = Prepared.Open(connectionString);
        try
        {
            var found = prepared.Find(digest);
            ready.Add(prepared);
            return found;
        }
        catch (SqliteException)
        {
            prepared.Dispose();
            throw;
        }
    }

    // Somebody else has the whole file to himself, for a moment or for longer. No thread sleeps meanwhile.
    private async Task<FoundKey?> FindPatiently(byte[] digest, long since)
    {
        while (Stopwatch.GetElapsedTime(since) < patience)
        {
            await Task.Delay(BetweenTries);
            try
            {
                return FindNow(digest);
            }
            catch (SqliteException busy) when (IsBusy(busy)) { }
        }
        throw new DatabaseAwayException("The database file is locked.");
    }

    private static bool IsBusy(SqliteException fault) => fault.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED;

    public override ValueTask DisposeAsync()
    {
        while (ready.TryTake(out var prepared))
            prepared.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Prepared : IDisposable
    {
        private readonly sqlite3 connection;
        private readonly sqlite3_stmt row;

        private Prepared(sqlite3 connection)
        {
            this.connection = connection;
            Check(sqlite3_prepare_v3(connection, Statement, SQLITE_PREPARE_PERSISTENT, out row));
        }

        // One at a time uses it: SQLite's own locks around every step are left out.
        public static Prepared Open(string connectionString)
        {
            var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
            var answer = sqlite3_open_v2(file, out var opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, null);
            try
            {
                SqliteException.ThrowExceptionForRC(answer, opened);
                return new Prepared(opened);
            }
            catch
            {
                opened.Dispose();
                throw;
            }
        }

        public FoundKey? Find(byte[] wanted)
        {
            try
            {
                Check(sqlite3_bind_blob(row, 1, wanted));
                Check(sqlite3_bind_int64(row, 2, KeyId.Of(wanted)));
                var answer = sqlite3_step(row);
                if (answer == SQLITE_ROW)
                    return Read(wanted);
                Check(answer);
                return null;
            }
            finally
            {
                // Its code is the step's once more.
                _ = sqlite3_reset(row);
            }
        }

        private void Check(int answer) => SqliteException.ThrowExceptionForRC(answer, connection);

        // In the order of KnownKeyTable.Columns, and the user's state behind.
        private FoundKey Read(byte[] wanted) =>
            new(
                new KnownKey
                {
                    Number = sqlite3_column_int64(row, 0),
                    UserId = Text(1),
                    Accesses = Text(2),
                    Permissions = Text(3),
                    Addresses = Text(4),
                    Digest = Digest(5, wanted)!,
                    FormerDigest = Digest(6, wanted),
                    FormerEndsAt = Time(7),
                    ExpiresAt = Time(8),
                    DeletedAt = Time(9),
                    LastUsedAt = Time(10),
                    LastUsedAddress = Text(11),
                    LastUsedDoor = IsNull(12) ? null : Enum.Parse<Door>(Text(12), ignoreCase: true),
                },
                Text(13)
            );

        private bool IsNull(int column) => sqlite3_column_type(row, column) == SQLITE_NULL;

        private string Text(int column) => sqlite3_column_text(row, column).utf8_to_string();

        private DateTimeOffset? Time(int column) =>
            IsNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(sqlite3_column_int64(row, column));

        // Nearly always the one that was looked for.
        private byte[]? Digest(int column, byte[] wanted) =>
            IsNull(column) ? null
            : sqlite3_column_blob(row, column) is var found && found.SequenceEqual(wanted) ? wanted
            : found.ToArray();

        public void Dispose()
        {
            row.Dispose();
            connection.Dispose();
        }
    }
}
