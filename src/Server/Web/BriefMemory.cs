using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sallyport.Storage;

namespace Sallyport.Server.Web;

/// <summary>
/// What was read a moment ago and is asked for again and again: kept for less than a second, and never beyond a change of anything that this node makes or sees.
/// So what one does here counts here at once, and elsewhere within a second.
/// </summary>
public sealed class BriefMemory<TKey, TValue>(Database database, TimeProvider clock)
    where TKey : notnull
{
    // Not the same for all: what was read together would be read again together, and everybody would wait at once.
    private const int ShortestLife = 600;
    private const int LongestLife = 900;

    // Whoever calls directly makes up keys without end.
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<TKey, Kept> kept = [];

    /// <summary>To be called before the reading begins, and given to <see cref="Keep"/> after it: what is read may be as old as that.</summary>
    public Moment Now => new(database.Changes, Environment.TickCount64, clock.GetUtcNow());

    /// <summary>False: read it anew.</summary>
    public bool TryFind(TKey key, out TValue? value)
    {
        var isKnown = kept.TryGetValue(key, out var found) && IsNew(found);
        value = isKnown ? found!.Value : default;
        return isKnown;
    }

    /// <param name="key">What was asked.</param>
    /// <param name="value">What was read, null too.</param>
    /// <param name="before">When it was not read yet.</param>
    public void Keep(TKey key, TValue value, Moment before)
    {
        if (kept.Count >= Most)
            kept.Clear();
        kept[key] = new Kept(value, before, RandomNumberGenerator.GetInt32(ShortestLife, LongestLife));
    }

    // By the machine's own clock, which nobody sets, and by the one that decides over what was kept.
    private bool IsNew(Kept found) =>
        found.Since.Changes == database.Changes
        && Environment.TickCount64 - found.Since.Ticks < found.Life
        && (clock.GetUtcNow() - found.Since.At).Duration().TotalMilliseconds < found.Life;

    private sealed record Kept(TValue Value, Moment Since, int Life);
}

/// <summary>A moment by everything that tells moments apart.</summary>
/// <param name="Changes">How often something had changed (<see cref="Database.Changes"/>).</param>
/// <param name="Ticks">Milliseconds of the machine's own clock.</param>
/// <param name="At">The time of day.</param>
public sealed record Moment(long Changes, long Ticks, DateTimeOffset At);
