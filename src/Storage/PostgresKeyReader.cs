using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
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
    private readonly Channel<Wanted> wanted = Channel.CreateUnbounded<Wanted>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Task answering;
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
        answering = Task.Run(AnswerAll);
    }

    public override ValueTask<FoundKey?> Find(byte[] digest)
    {
        var one = new Wanted(digest);
        return wanted.Writer.TryWrite(one)
            ? new ValueTask<FoundKey?>(one.Task)
            : throw new ObjectDisposedException(nameof(PostgresKeyReader));
    }

    public override async ValueTask DisposeAsync()
    {
        wanted.Writer.Complete();
        await answering;
        await Close();
    }

    private async Task AnswerAll()
    {
        while (await wanted.Reader.WaitToReadAsync())
        {
            var together = new List<Wanted>();
            while (together.Count < MostTogether && wanted.Reader.TryRead(out var one))
                together.Add(one);
            var answered = await Answer(together);
            // Elsewhere, while the next are asked for; and in one go, because a change of threads for each costs as much as its answer.
            ThreadPool.UnsafeQueueUserWorkItem(static what => what.Tell(), answered, preferLocal: false);
        }
    }

    // Nobody waits longer than one may: the clock runs from when the first of them came.
    private async Task<Answered> Answer(List<Wanted> together)
    {
        var left = patience - Stopwatch.GetElapsedTime(together[0].Since);
        using var waiting = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            return new Answered(together, await AskTwice(together, waiting.Token), null);
        }
        catch (Exception fault)
        {
            await Close();
            var late =
                fault is OperationCanceledException ? new TimeoutException("The database did not answer in time.", fault) : fault;
            return new Answered(together, [], late);
        }
    }

    // A connection may have been cut since it was last used; a new one tells.
    private async Task<FoundKey?[]> AskTwice(List<Wanted> together, CancellationToken cancel)
    {
        if (command is { } prepared)
            try
            {
                return await Ask(prepared, together, cancel);
            }
            catch (DbException)
            {
                await Close();
            }
        return await Ask(await Open(cancel), together, cancel);
    }

    private static async Task<FoundKey?[]> Ask(NpgsqlCommand prepared, List<Wanted> together, CancellationToken cancel)
    {
        ((NpgsqlParameter<byte[][]>)prepared.Parameters[0]).TypedValue = [.. together.Select(one => one.Digest)];
        var found = new FoundKey?[together.Count];
        await using var rows = await prepared.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found[rows.GetInt64(0) - 1] = Read(rows, first: 1);
        return found;
    }

    private async Task<NpgsqlCommand> Open(CancellationToken cancel)
    {
        connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancel);
        var opened = connection.CreateCommand();
        opened.CommandText = Statement;
        opened.Parameters.Add(new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
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

    private sealed class Wanted(byte[] digest) : TaskCompletionSource<FoundKey?>
    {
        public byte[] Digest => digest;
        public long Since { get; } = Stopwatch.GetTimestamp();
    }

    private sealed record Answered(List<Wanted> Together, FoundKey?[] Found, Exception? Fault)
    {
        public void Tell()
        {
            for (var i = 0; i < Together.Count; i++)
                if (Fault is null)
                    Together[i].SetResult(Found[i]);
                else
                    Together[i].SetException(Fault);
        }
    }
}
