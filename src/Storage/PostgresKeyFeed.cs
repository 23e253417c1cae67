using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Sallyport.Storage;

/// <summary>
/// Listens on a connection of its own. PostgreSQL tells what was committed before it answers the next statement, so that an answer means that nothing is outstanding: where
/// notifications arrive at all. Through a transaction pooler none does, and the answers come all the same. So this node notifies itself every few seconds, by the way that
/// the news of other nodes takes, and believes an answer only as long as it has heard that.
/// </summary>
internal sealed class PostgresKeyFeed : KeyFeed
{
    private const int SecondsUntilAway = 1;

    // Apart from the news: nodes of an earlier version take what they do not understand for "everything has changed".
    private const string ProofChannel = "sallyport_heard";
    private static readonly TimeSpan BetweenProofs = TimeSpan.FromSeconds(2);

    // One proof may be lost to a machine that stalls.
    private static readonly TimeSpan ProofLasts = TimeSpan.FromSeconds(5);
    private readonly NpgsqlConnection connection;
    private readonly OwnNotification proofs;
    private readonly List<KeyNews> heard = [];
    private readonly bool isDirect;
    private long? provedAt;
    private long triedAt;
    private Task trying = Task.CompletedTask;

    /// <param name="direct">By which this node listens: no pooler may stand between.</param>
    /// <param name="usual">By which this node and all others write.</param>
    public PostgresKeyFeed(string direct, string usual)
    {
        proofs = new OwnNotification(usual, ProofChannel);
        connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(direct) { Pooling = false, CommandTimeout = SecondsUntilAway }.ToString()
        );
        try
        {
            connection.Notification += (_, told) => Note(told.Channel, told.Payload);
            connection.Open();
            // A transaction pooler passes some notifications on by chance: to be lucky once is no proof.
            isDirect = Pooler.IsPassed(connection);
            // Through a pooler the one that listens would be whoever comes next.
            if (isDirect)
                connection.Execute($"LISTEN sallyport_keys; LISTEN {ProofChannel}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override string? Deafness =>
        !isDirect ? "the connection to the database goes through a pooler, which carries no notifications: name the direct one"
        : provedAt is { } at && Stopwatch.GetElapsedTime(at) < ProofLasts ? null
        : "this node does not hear its own notifications";

    public override IReadOnlyList<KeyNews> Hear(TimeSpan patience)
    {
        heard.Clear();
        Prove();
        connection.Wait(patience);
        connection.Execute("SELECT 1");
        return [.. heard];
    }

    // Nobody waits for it: a way that hangs must not keep the news waiting.
    private void Prove()
    {
        var isDue = triedAt == 0 || Stopwatch.GetElapsedTime(triedAt) >= BetweenProofs;
        if (!isDirect || !isDue || !trying.IsCompleted)
            return;
        triedAt = Stopwatch.GetTimestamp();
        trying = proofs.Send(triedAt);
    }

    private void Note(string channel, string payload)
    {
        if (channel != ProofChannel)
            heard.Add(Read(payload));
        else if (proofs.SentAt(payload) is { } at)
            provedAt = at;
    }

    private static KeyNews Read(string payload) =>
        payload.Split(' ') switch
        {
            ["key", var text] when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => new KeyNews.Key(number),
            ["user", var id] => new KeyNews.User(id),
            // Whatever else a database's owner says there.
            _ => new KeyNews.Everything(),
        };

    protected override void Dispose(bool disposing)
    {
        connection.Dispose();
        proofs.Dispose();
    }
}
