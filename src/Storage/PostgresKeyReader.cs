using System.Data.Common;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Sallyport.Core.Common;
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

    private readonly string connectionString;
    private readonly TimeSpan patience;
    private readonly AskTogether<byte[], FoundKey?> together;
    private NpgsqlConnection? connection;
    private NpgsqlCommand? command;

    public PostgresKeyReader(string connectionString, TimeSpan patience)
    {
        this.connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            // A server that does not answer is not asked to stop: the connection is given up.
            CancellationTimeout = -1,
        }.ToString();
        this.patience = patience;
        together = new AskTogether<byte[], FoundKey?>(Answer, MostTogether);
    }

    public override ValueTask<FoundKey?> Find(byte[] digest) => new(together.Ask(digest));

    public override async ValueTask DisposeAsync()
    {
        await together.DisposeAsync();
        await Close();
    }

    // Nobody waits longer than one may: the clock runs from when the first of them came.
    private async Task<IReadOnlyList<FoundKey?>> Answer(IReadOnlyList<byte[]> digests, long since)
    {
        var left = patience - Stopwatch.GetElapsedTime(since);
        using var waiting = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            return await AskTwice(digests, waiting.Token);
        }
        catch (Exception fault)
        {
            await Close();
            if (fault is OperationCanceledException)
                throw new TimeoutException("The database did not answer in time.", fault);
            throw;
        }
    }

    // A connection may have been cut since it was last used; a new one tells.
    private async Task<FoundKey?[]> AskTwice(IReadOnlyList<byte[]> digests, CancellationToken cancel)
    {
        if (command is { } prepared)
            try
            {
                return await Ask(prepared, digests, cancel);
            }
            catch (DbException)
            {
                await Close();
            }
        return await Ask(await Open(cancel), digests, cancel);
    }

    private static async Task<FoundKey?[]> Ask(NpgsqlCommand prepared, IReadOnlyList<byte[]> digests, CancellationToken cancel)
    {
        ((NpgsqlParameter<byte[][]>)prepared.Parameters[0]).TypedValue = [.. digests];
        var found = new FoundKey?[digests.Count];
        await using var rows = await prepared.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found[rows.GetInt64(0) - 1] = Read(rows);
        return found;
    }

    private async Task<NpgsqlCommand> Open(CancellationToken cancel)
    {
        connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancel);
        var opened = connection.CreateCommand();
        opened.CommandText = Statement;
        opened.Parameters.Add(new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        if (await Pooler.IsPassed(connection, cancel))
            await opened.PrepareAsync(cancel);
        return command = opened;
    }

    // Whatever a broken connection says to it: whoever waits must be answered, and the next ones get a new one.
    private async Task Close()
    {
        var (oldCommand, oldConnection) = (command, connection);
        (command, connection) = (null, null);
        try
        {
            if (oldCommand is not null)
                await oldCommand.DisposeAsync();
            if (oldConnection is not null)
                await oldConnection.DisposeAsync();
        }
        catch (Exception fault) when (fault is DbException or IOException or InvalidOperationException) { }
    }

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
}
