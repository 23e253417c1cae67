using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// Refused keys, counted in memory, written once a second, and told as one audit event for each address, key, reason and minute (ADMIN-8). Whoever knocks a
/// thousand times a second costs one row.
/// </summary>
public sealed class KeyRefusalLog(Database database)
{
    private const int MostAtOnce = 10_000;
    private const int Together = 500;
    private readonly Lock sharing = new();
    private Dictionary<Counted, long> counts = [];

    // A node that stopped may have left some.
    private bool isWaiting = true;

    /// <param name="number">The key; 0: none that is known.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="address">From where.</param>
    /// <param name="door">Through which door.</param>
    /// <param name="now">When.</param>
    public void Count(long number, KeyRefusal refusal, IPAddress? address, Door door, DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        lock (sharing)
        {
            // A flood from very many addresses is one line: what it would fill is the memory.
            var counted = new Counted(minute, counts.Count < MostAtOnce ? address : null, number, refusal, door);
            counts[counted] = counts.GetValueOrDefault(counted) + 1;
        }
    }

    /// <summary>What was counted since the last time; then the minutes that are over, of all nodes, go into the audit trail.</summary>
    public async Task Write(CancellationToken cancel)
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
        if (isWaiting)
            await TellWhatIsOver(cancel);
    }

    private Task<int> WritePart(KeyValuePair<Counted, long>[] part, CancellationToken cancel) =>
        database.WriteUse(Caller.OfSystem("key refusals"), tx => tx.KeyRefusals.Add(part.Select(Row)), cancel);

    // What could not be written is written the next time, with what came since.
    private void KeepUntilNext(IEnumerable<KeyValuePair<Counted, long>[]> parts)
    {
        lock (sharing)
            foreach (var (counted, times) in parts.SelectMany(part => part))
                counts[counted] = counts.GetValueOrDefault(counted) + times;
    }

    private async Task TellWhatIsOver(CancellationToken cancel)
    {
        var (oldest, now) = await database.Read(async tx => (await tx.KeyRefusals.Oldest(), tx.Now), cancel);
        isWaiting = oldest is not null;
        if (oldest < Minute(now))
            await database.Write(Caller.OfSystem("key refusals"), Tell, cancel);
    }

    private static async Task Tell(Transaction tx)
    {
        foreach (var row in await tx.KeyRefusals.TakeBefore(Minute(tx.Now), Together))
        {
            var key = KeyId.Read(row.KeyId) is { } number ? await tx.KnownKeys.Find(number) : null;
            var user = key is null ? null : await tx.Users.Find(key.UserId);
            tx.Audit(
                AuditEvent
                    .Of(AuditAction.ApiKeyRefused, user?.AccountId, user?.Id ?? "", user?.Login ?? "")
                    .Refused(row.Reason)
                    .At(new Origin(row.Door, row.Address, "", ""))
                    .With("key", row.KeyId)
                    .With("count", $"{row.Count}")
                    .With("minute", Web.LocalTime.Machine(row.Minute))
            );
        }
    }

    private static DateTimeOffset Minute(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);

    private static KeyRefusalCount Row(KeyValuePair<Counted, long> count) =>
        new()
        {
            Minute = DateTimeOffset.FromUnixTimeSeconds(count.Key.Minute * 60),
            Address = KeyUses.Written(count.Key.Address),
            KeyId = count.Key.Number == 0 ? "" : KeyId.Write(count.Key.Number),
            Reason = Words.Snake(count.Key.Refusal),
            Door = count.Key.Door,
            Count = count.Value,
        };

    private readonly record struct Counted(long Minute, IPAddress? Address, long Number, KeyRefusal Refusal, Door Door);
}
