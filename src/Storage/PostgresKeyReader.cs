using System.Data.Common;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Sallyport.Core.Common;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Tables;

namespace Sallyport.Storage;

/// <summary>
/// Asks PostgreSQL for all keys that are wanted at the same moment by one statement, over one connection: what comes while an answer is under way goes together
/// next. A single way there and back for each would cost four times the request's own work.
/// </summary>
internal sealed class PostgresKeyReader : KeyReader
{
    private const int MostTogether = 256;

    private const string Statement = $"""
        SELECT w.place, {KnownKeyTable.Columns}, {KnownKeyTable.UserState}
        FROM unnest($1) WITH ORDINALITY AS w (digest, place)
        CROSS JOIN LATERAL (SELECT * FROM api_keys WHERE digest = w.digest UNION ALL SELECT * FROM api_keys WHERE former_digest = w.digest LIMIT 1) AS k
        {KnownKeyTable.Owners}
        """;

    // What one connection answers in the second that anybody waits.
    private const int LongestQueue = 10_000;

    private readonly string connectionString;
    private readonly TimeSpan patience;
    private readonly TimeSpan connecting;
    private readonly AskTogether<byte[], FoundKey?> together;

    // Opened by itself, for longer than those who ask may wait: where it takes two seconds, the third one finds it open.
    private Task<Line>? line;

    /// <param name="connectionString">Of a direct connection: the statement is prepared.</param>
    /// <param name="patience">Nobody waits longer for an answer.</param>
    /// <param name="connecting">Opening takes no longer.</param>
    public PostgresKeyReader(string connectionString, TimeSpan patience, TimeSpan connecting)
    {
        this.connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            // A server that does not answer is not asked to stop: the connection is given up.
            CancellationTimeout = -1,
        }.ToString();
        (this.patience, this.connecting) = (patience, connecting);
        together = new AskTogether<byte[], FoundKey?>(Answer, MostTogether, LongestQueue);
    }

    public override ValueTask<FoundKey?> Find(byte[] digest) => new(together.Ask(digest));

    public override Task Prepare() => Open();

    public override async ValueTask DisposeAsync()
    {
        await together.DisposeAsync();
        try
        {
            if (line is { } last)
                await (await last).DisposeAsync();
        }
        catch (DbException)
        {
            // It was never open.
        }
    }

    // Nobody waits longer than one may: the clock runs from when the first of them came.
    private async Task<IReadOnlyList<FoundKey?>> Answer(IReadOnlyList<byte[]> digests, long since)
    {
        try
        {
            return await Turn.Take(
                DatabaseWork.Check,
                patience - Stopwatch.GetElapsedTime(since),
                turn => AskTwice(digests, turn)
            );
        }
        // A line that hangs belongs to the conversation that was left behind. One that is being opened is the next one's.
        catch (DatabaseAwayException) when (line is { IsCompleted: true })
        {
            line = null;
            throw;
        }
    }

    // A connection may have been cut since it was last used; a new one tells.
    private async Task<FoundKey?[]> AskTwice(IReadOnlyList<byte[]> digests, Turn turn)
    {
        var mayBeCut = line is { IsCompletedSuccessfully: true };
        try
        {
            return await AskOnce(digests, turn);
        }
        catch (DbException) when (mayBeCut && !turn.IsAbandoned)
        {
            return await AskOnce(digests, turn);
        }
    }

    private async Task<FoundKey?[]> AskOnce(IReadOnlyList<byte[]> digests, Turn turn)
    {
        var mine = Open();
        var open = await mine.WaitAsync(turn.Stopped);
        if (turn.IsAbandoned)
            throw turn.Late();
        try
        {
            return await Ask(open.Command, digests, turn.Stopped);
        }
        catch
        {
            Interlocked.CompareExchange(ref line, null, mine);
            await open.DisposeAsync();
            throw;
        }
    }

    private static async Task<FoundKey?[]> Ask(NpgsqlCommand prepared, IReadOnlyList<byte[]> digests, CancellationToken stopped)
    {
        ((NpgsqlParameter<byte[][]>)prepared.Parameters[0]).TypedValue = [.. digests];
        var found = new FoundKey?[digests.Count];
        await using var rows = await prepared.ExecuteReaderAsync(stopped);
        while (await rows.ReadAsync(stopped))
            found[rows.GetInt64(0) - 1] = Read(rows);
        return found;
    }

    // One at a time asks (AskTogether), and whoever prepares does so before the first of them.
    private Task<Line> Open() =>
        line is { IsFaulted: false, IsCanceled: false } known
            ? known
            : line = Turn.Take(DatabaseWork.Check, connecting, turn => Line.Open(connectionString, turn));

    // Its place, the columns in the order of KnownKeyTable.Columns, and the user's state.
    private static FoundKey Read(NpgsqlDataReader row) =>
        new(
            new KnownKey
            {
                Number = row.GetInt64(1),
                UserId = row.GetString(2),
                Accesses = row.GetString(3),
                Permissions = row.GetString(4),
                Addresses = row.GetString(5),
                Digest = row.GetFieldValue<byte[]>(6),
                FormerDigest = row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7),
                FormerEndsAt = Time(row, 8),
                ExpiresAt = Time(row, 9),
                DeletedAt = Time(row, 10),
                LastUsedAt = Time(row, 11),
                LastUsedAddress = row.GetString(12),
                LastUsedDoor = row.IsDBNull(13) ? null : Enum.Parse<Door>(row.GetString(13), ignoreCase: true),
            },
            row.GetString(14)
        );

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private sealed record Line(NpgsqlConnection Connection, NpgsqlCommand Command) : IAsyncDisposable
    {
        public static async Task<Line> Open(string connectionString, Turn turn)
        {
            var connection = new NpgsqlConnection(connectionString);
            try
            {
                await connection.OpenAsync(turn.Stopped);
                var command = connection.CreateCommand();
                command.CommandText = Statement;
                command.Parameters.Add(new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
                if (await Pooler.IsPassed(connection, turn.Stopped))
                    await command.PrepareAsync(turn.Stopped);
                return new Line(connection, command);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }

        // Whatever a broken connection says to it: whoever waits must be answered, and the next ones get a new one.
        public async ValueTask DisposeAsync()
        {
            try
            {
                await Command.DisposeAsync();
                await Connection.DisposeAsync();
            }
            catch (Exception fault) when (fault is DbException or IOException or InvalidOperationException) { }
        }
    }
}
