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

    // Old enough to be read anew behind those who ask: nobody waits for what is asked for all the time.
    private const int Fresh = 400;

    // Whoever calls directly makes up keys without end.
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<TKey, Kept> kept = [];

    /// <summary>To be called before the reading begins, and given to <see cref="Keep"/> after it: what is read may be as old as that.</summary>
    public Moment Now => new(database.Changes, Environment.TickCount64, clock.GetUtcNow());

    /// <summary>False: read it anew.</summary>
    public bool TryFind(TKey key, out TValue? value) => TryFind(key, out value, out _);

    /// <summary>False: read it anew.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="value">What was kept.</param>
    /// <param name="isDue">It counts, and will not for long: read it anew behind this request. Said once.</param>
    public bool TryFind(TKey key, out TValue? value, out bool isDue)
    {
        if (!kept.TryGetValue(key, out var found) || !IsNew(found))
        {
            (value, isDue) = (default, false);
            return false;
        }
        (value, isDue) = (found.Value, Environment.TickCount64 - found.Since.Ticks >= Fresh && found.IsFirst());
        return true;
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

    private sealed class Kept(TValue value, Moment since, int life)
    {
        private int asked;

        public TValue Value => value;
        public Moment Since => since;
        public int Life => life;

        public bool IsFirst() => Interlocked.Exchange(ref asked, 1) == 0;
    }
}

/// <summary>A moment by everything that tells moments apart.</summary>
/// <param name="Changes">How often something had changed (<see cref="Database.Changes"/>).</param>
/// <param name="Ticks">Milliseconds of the machine's own clock.</param>
/// <param name="At">The time of day.</param>
public sealed record Moment(long Changes, long Ticks, DateTimeOffset At);
