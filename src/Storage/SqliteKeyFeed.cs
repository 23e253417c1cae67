using Dapper;
using Microsoft.Data.Sqlite;

namespace Sallyport.Storage;

/// <summary>Sees by <c>PRAGMA data_version</c> that another connection has committed, and then asks which keys and users that was about.</summary>
internal sealed class SqliteKeyFeed : KeyFeed
{
    // Costs a few microseconds: SQLite looks at a page of shared memory.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);

    private readonly SqliteConnection connection;
    private readonly SqliteCommand look;
    private long version;
    private long last;
    private long commits;

    public SqliteKeyFeed(string connectionString)
    {
        connection = new SqliteConnection(connectionString);
        connection.Open();
        look = connection.CreateCommand();
        look.CommandText = "PRAGMA data_version";
        version = Look();
        last = connection.ExecuteScalar<long>("SELECT COALESCE(MAX(number), 0) FROM key_news");
    }

    public override long Commits => commits;

    public override IReadOnlyList<KeyNews> Hear(TimeSpan patience)
    {
        for (var waited = TimeSpan.Zero; waited < patience; waited += BetweenLooks)
        {
            if (Look() is var seen && seen != version)
            {
                version = seen;
                commits++;
                return Read();
            }
            Thread.Sleep(BetweenLooks);
        }
        return [];
    }

    private long Look() => (long)look.ExecuteScalar()!;

    private List<KeyNews> Read()
    {
        var rows = connection
            .Query<(long Number, long? Key, string? User)>(
                "SELECT number, key_number, user_id FROM key_news WHERE number > @last ORDER BY number",
                new { last }
            )
            .AsList();
        if (rows.Count == 0)
            return [];
        // The oldest are forgotten.
        var missed = rows[0].Number != last + 1;
        last = rows[^1].Number;
        return missed
            ? [new KeyNews.Everything()]
            : [.. rows.Select(row => row.Key is { } key ? (KeyNews)new KeyNews.Key(key) : new KeyNews.User(row.User!))];
    }

    protected override void Dispose(bool disposing)
    {
        look.Dispose();
        connection.Dispose();
    }
}
