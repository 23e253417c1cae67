using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Sallyport.Storage.Tables;

namespace Sallyport.Storage;

/// <summary>SQLite answers in the thread that asks. Connections with the statement prepared lie ready, as many as have ever asked at once.</summary>
internal sealed class SqliteKeyReader(string connectionString, TimeSpan patience) : KeyReader
{
    private const string Statement = $"""
        SELECT {KnownKeyTable.Columns}, {KnownKeyTable.UserState}
        FROM api_keys k {KnownKeyTable.Owners}
        WHERE k.number =
            (SELECT number FROM api_keys WHERE digest = @digest UNION ALL SELECT number FROM api_keys WHERE former_digest = @digest LIMIT 1)
        """;

    private readonly ConcurrentBag<Prepared> ready = [];

    public override ValueTask<FoundKey?> Find(byte[] digest)
    {
        if (!ready.TryTake(out var prepared))
            prepared = new Prepared(connectionString, patience);
        try
        {
            var found = prepared.Find(digest);
            ready.Add(prepared);
            return ValueTask.FromResult(found);
        }
        catch (SqliteException)
        {
            prepared.Dispose();
            throw;
        }
    }

    public override ValueTask DisposeAsync()
    {
        while (ready.TryTake(out var prepared))
            prepared.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Prepared : IDisposable
    {
        private readonly SqliteConnection connection;
        private readonly SqliteCommand command;
        private readonly SqliteParameter digest;

        public Prepared(string connectionString, TimeSpan patience)
        {
            connection = new SqliteConnection(
                new SqliteConnectionStringBuilder(connectionString)
                {
                    Mode = SqliteOpenMode.ReadWrite,
                    Pooling = false,
                    DefaultTimeout = (int)Math.Ceiling(patience.TotalSeconds),
                }.ToString()
            );
            connection.Open();
            command = connection.CreateCommand();
            command.CommandText = Statement;
            digest = command.Parameters.Add("@digest", SqliteType.Blob);
            command.Prepare();
        }

        public FoundKey? Find(byte[] wanted)
        {
            digest.Value = wanted;
            using var rows = command.ExecuteReader();
            return rows.Read() ? Read(rows, first: 0) : null;
        }

        public void Dispose()
        {
            command.Dispose();
            connection.Dispose();
        }
    }
}
