using System.Globalization;
using Dapper;
using Npgsql;

namespace Sallyport.Storage;

/// <summary>
/// Listens on a connection of its own, which must be a direct one: a pooler between does not carry notifications. PostgreSQL tells what was committed before it
/// answers the next statement, so that an answer means that nothing is outstanding.
/// </summary>
internal sealed class PostgresKeyFeed : KeyFeed
{
    private const int SecondsUntilAway = 1;
    private readonly NpgsqlConnection connection;
    private readonly List<KeyNews> heard = [];

    public PostgresKeyFeed(string connectionString)
    {
        connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = SecondsUntilAway }.ToString()
        );
        connection.Notification += (_, told) => heard.Add(Read(told.Payload));
        connection.Open();
        connection.Execute("LISTEN sallyport_keys");
    }

    public override IReadOnlyList<KeyNews> Hear(TimeSpan patience)
    {
        heard.Clear();
        connection.Wait(patience);
        connection.Execute("SELECT 1");
        return [.. heard];
    }

    private static KeyNews Read(string payload) =>
        payload.Split(' ') switch
        {
            ["key", var text] when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => new KeyNews.Key(number),
            ["user", var id] => new KeyNews.User(id),
            // Whatever else a database's owner says there.
            _ => new KeyNews.Everything(),
        };

    protected override void Dispose(bool disposing) => connection.Dispose();
}
