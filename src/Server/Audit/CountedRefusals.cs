using System.Runtime.InteropServices;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Audit;

/// <summary>
/// Refusals, counted in memory, written once a second, and told as one audit event for each kind and minute when the minute is over (ADMIN-8). Whoever knocks a
/// thousand times a second costs one row a minute. What differs so much that it would fill memory and trail is counted together, as <c>others</c>.
/// </summary>
/// <typeparam name="T">What is counted apart.</typeparam>
/// <param name="database">Where the counts of all nodes come together.</param>
/// <param name="name">By which name the job writes.</param>
/// <param name="table">Which counts.</param>
/// <param name="rowOf">As a row of the table, but for minute and count.</param>
/// <param name="eventOf">As an event, but for count and minute.</param>
public abstract class CountedRefusals<T>(
    Database database,
    string name,
    Func<Transaction, RefusalTable> table,
    Func<T, RefusalCount> rowOf,
    Func<Transaction, RefusalCount, Task<AuditEvent>> eventOf
) : IRefusalLog
    where T : struct
{
    /// <summary>Of one node and minute, and in memory however long the database is away.</summary>
    public const int Most = 10_000;

    private const int Together = 500;
    private readonly Lock sharing = new();

    // What this minute has already, written down or not: the bound is on the events that come of it.
    private readonly HashSet<T> known = [];
    private long knownMinute;
    private Dictionary<Counted, long> counts = [];

    // A node that stopped may have left some, this one or another: looked for at the start and once a minute.
    private const long BetweenLooks = 60_000;
    private bool isWaiting = true;
    private long nextLook;

    protected void Count(T what, DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        lock (sharing)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, new Counted(minute, Within(what, minute) ? what : null), out _)++;
    }

    // A flood of ever new ones is one line: what it would fill is the memory, and the trail.
    private bool Within(T what, long minute)
    {
        if (minute != knownMinute)
            known.Clear();
        knownMinute = minute;
        if (known.Contains(what))
            return true;
        return known.Count < Most && counts.Count < Most && known.Add(what);
    }

    /// <summary>What was counted since the last time; then the minutes that are over, of all nodes, go into the audit trail.</summary>
    public async Task Write(CancellationToken cancel)
    {
        await WriteCounts(cancel);
        if (isWaiting || Environment.TickCount64 >= nextLook)
            await TellWhatIsOver(cancel);
    }

    /// <summary>What was counted since the last time. What cannot be written is kept for the next time.</summary>
    public async Task WriteCounts(CancellationToken cancel)
    {
        Dictionary<Counted, long> written;
        lock (sharing)
            (written, counts) = (counts, []);
        var left = new Queue<KeyValuePair<Counted, long>[]>(written.Chunk(Together));
        try
        {
            for (; left.Count > 0; left.Dequeue())
                await WritePart(left.Peek(), cancel);
        }
        finally
        {
            KeepUntilNext(left);
        }
        isWaiting |= written.Count > 0;
    }

    private Task<int> WritePart(KeyValuePair<Counted, long>[] part, CancellationToken cancel) =>
        database.WriteUse(Caller.OfSystem(name), tx => table(tx).Add(part.Select(Row)), cancel);

    private void KeepUntilNext(IEnumerable<KeyValuePair<Counted, long>[]> parts)
    {
        lock (sharing)
            foreach (var (counted, times) in parts.SelectMany(part => part))
                counts[counted] = counts.GetValueOrDefault(counted) + times;
    }

    private async Task TellWhatIsOver(CancellationToken cancel)
    {
        var (oldest, isOver) = await database.Read(
            async tx => (await table(tx).Oldest(), await table(tx).HasOver(MinuteOf(tx.Now))),
            cancel
        );
        isWaiting = oldest is not null;
        nextLook = Environment.TickCount64 + BetweenLooks;
        if (isOver)
            await database.Write(Caller.OfSystem(name), Tell, cancel);
    }

    private async Task Tell(Transaction tx)
    {
        foreach (var row in await table(tx).TakeBefore(MinuteOf(tx.Now), Together))
            tx.Audit(
                (await eventOf(tx, row))
                    .Refused(row.Reason)
                    .At(new Origin(row.Door, row.Address, "", ""))
                    .With("count", $"{row.Count}")
                    .With("minute", Web.LocalTime.Machine(row.Minute))
            );
    }

    private RefusalCount Row(KeyValuePair<Counted, long> count) =>
        (count.Key.What is { } what ? rowOf(what) : Others) with
        {
            Minute = DateTimeOffset.FromUnixTimeSeconds(count.Key.Minute * 60),
            Count = count.Value,
        };

    private static readonly RefusalCount Others = new()
    {
        Minute = default,
        Address = "",
        About = "",
        Reason = "others",
        Door = Door.System,
        Count = 0,
    };

    private static DateTimeOffset MinuteOf(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);

    /// <param name="Minute">Since 1970.</param>
    /// <param name="What">Null: the others.</param>
    private readonly record struct Counted(long Minute, T? What);
}
