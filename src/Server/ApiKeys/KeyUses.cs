using System.Net;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// The marks "last used": kept for a second, then written together. A write for each check would be sixty times the check, and so would a mark a minute where a
/// million keys are in use: the more there are to write, the longer until the same key is marked anew.
/// </summary>
public sealed class KeyUses(Database database)
{
    /// <summary>More than so many in one second are too many: the next ones come half as often.</summary>
    public const int MostAtOnce = 2_000;

    /// <summary>Minutes after which a key is marked anew, whatever happens.</summary>
    public const uint LongestWait = 64;

    // What was too much is tried again after so long.
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(10);

    // Nobody else writes to SQLite meanwhile: some fifty milliseconds.
    private const int Together = 5_000;
    private readonly Lock sharing = new();
    private Dictionary<long, Use> uses = [];
    private volatile uint minutes = 1;
    private TimeSpan changedAt = database.Clock.Steady;

    /// <summary>After how many minutes a key that comes from the same place is marked anew.</summary>
    public uint Minutes => minutes;

    public void Mark(long number, DateTimeOffset at, IPAddress? address, Door door)
    {
        lock (sharing)
            uses[number] = new Use(at, address, door);
    }

    public async Task Write(CancellationToken cancel)
    {
        Dictionary<long, Use> written;
        lock (sharing)
        {
            Adapt(uses.Count);
            if (uses.Count == 0)
                return;
            (written, uses) = (uses, []);
        }
        // In one order, so that two nodes do not wait for each other in a circle.
        var left = new Queue<KeyValuePair<long, Use>[]>(written.OrderBy(use => use.Key).Chunk(Together));
        try
        {
            for (; left.Count > 0; left.Dequeue())
                await OwnThread.Run(() => WritePart(left.Peek(), cancel).GetAwaiter().GetResult());
        }
        finally
        {
            KeepUntilNext(left);
        }
    }

    private Task<int> WritePart(KeyValuePair<long, Use>[] part, CancellationToken cancel) =>
        database.WriteUse(
            Caller.OfSystem("key uses"),
            tx => tx.KnownKeys.Mark([.. part.Select(use => Row(use.Key, use.Value))]),
            cancel
        );

    // What could not be written is written the next time, unless the key was used again since.
    private void KeepUntilNext(IEnumerable<KeyValuePair<long, Use>[]> parts)
    {
        lock (sharing)
            foreach (var use in parts.SelectMany(part => part))
                uses.TryAdd(use.Key, use.Value);
    }

    private void Adapt(int count)
    {
        var next =
            count > MostAtOnce ? Math.Min(minutes * 2, LongestWait)
            : database.Clock.Steady - changedAt >= Calm ? Math.Max(minutes / 2, 1)
            : minutes;
        if (next != minutes)
            (minutes, changedAt) = (next, database.Clock.Steady);
    }

    private static ApiKeyUse Row(long number, Use use) => new(number, use.At, Written(use.Address), use.Door);

    internal static string Written(IPAddress? address) =>
        address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private readonly record struct Use(DateTimeOffset At, IPAddress? Address, Door Door);
}
