using System.Collections.Concurrent;
using Sallyport.Storage;

namespace Sallyport.Server.Web;

/// <summary>
/// What was read a moment ago and is asked for again and again: kept for less than a second, and never beyond a change of anything that this node makes or sees.
/// So what one does here counts here at once, and elsewhere within a second.
/// </summary>
public sealed class BriefMemory<TKey, TValue>(Database database, TimeProvider clock)
    where TKey : notnull
{
    private static readonly TimeSpan Life = TimeSpan.FromMilliseconds(900);

    // Whoever calls directly makes up keys without end.
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<TKey, Kept> kept = [];

    /// <summary>To be asked before the reading begins, and given to <see cref="Keep"/> after it.</summary>
    public long Changes => database.Changes;

    /// <summary>False: read it anew.</summary>
    public bool TryFind(TKey key, out TValue? value)
    {
        var isKnown = kept.TryGetValue(key, out var found) && IsNew(found);
        value = isKnown ? found!.Value : default;
        return isKnown;
    }

    /// <param name="key">What was asked.</param>
    /// <param name="value">What was read, null too.</param>
    /// <param name="changes">As they were before it was read.</param>
    public void Keep(TKey key, TValue value, long changes)
    {
        if (kept.Count >= Most)
            kept.Clear();
        kept[key] = new Kept(value, changes, Environment.TickCount64, clock.GetUtcNow());
    }

    // By the machine's own clock, which nobody sets, and by the one that decides over what was kept.
    private bool IsNew(Kept found) =>
        found.Changes == database.Changes
        && Environment.TickCount64 - found.Ticks < Life.TotalMilliseconds
        && (clock.GetUtcNow() - found.At).Duration() < Life;

    private sealed record Kept(TValue Value, long Changes, long Ticks, DateTimeOffset At);
}
