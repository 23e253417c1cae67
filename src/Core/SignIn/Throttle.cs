namespace Sallyport.Core.SignIn;

/// <summary>
/// The state of one counter of failures. An attempt is reserved (counted as a failure) before it is checked, and success resets the counter, so that
/// parallel guesses and crashes never give free tries.
/// <code>
///   open ── reserve, below Free ──▶ open          (Failures + 1)
///   open ── reserve, Free or more ─▶ waiting      (until now + delay; 1, 2, 4 … s, at most LongestDelay)
///   waiting ── time passes ───────▶ open
///   any ── reserve at HardStop ───▶ stopped       (only a reset opens it)
///   any ── success ──────────────▶ open           (Failures = 0)
/// </code>
/// </summary>
/// <param name="Failures">Reserved and not yet forgiven, without a time window (SP 800-63B-4, 3.2.2).</param>
/// <param name="BlockedUntil">Before this no attempt is evaluated; null: open.</param>
public sealed record Throttle(int Failures, DateTimeOffset? BlockedUntil)
{
    public static readonly Throttle Open = new(0, null);

    /// <summary>What comes of asking for one more attempt: the new state, and whether it may be evaluated.</summary>
    public (Throttle Next, Admission Admission) Reserve(ThrottleLimits limits, DateTimeOffset now)
    {
        if (Failures >= limits.HardStop)
            return (this, new Admission.Stopped());
        if (BlockedUntil is { } until && now < until)
            return (this, new Admission.Wait(until));
        var failures = Failures + 1;
        return (
            new Throttle(failures, failures < limits.Free ? null : now + limits.DelayAfter(failures)),
            new Admission.Granted(failures)
        );
    }
}

/// <summary>Whether an attempt is evaluated.</summary>
public abstract record Admission
{
    private Admission() { }

    /// <param name="Failures">How many attempts in a row this one makes, itself included.</param>
    public sealed record Granted(int Failures) : Admission;

    /// <param name="Until">When to come back.</param>
    public sealed record Wait(DateTimeOffset Until) : Admission;

    /// <summary>No time opens it again: a reset link, another factor, recovery or an administrator does.</summary>
    public sealed record Stopped : Admission;
}

/// <summary>How many failures in a row are free, how waiting grows, and where it ends.</summary>
public sealed record ThrottleLimits(int Free, int HardStop, TimeSpan LongestDelay)
{
    /// <summary>Five free tries; a delay that doubles from one second; 50 at the most, half of what SP 800-63B-4 allows: 50 × 3 accepted codes of 10⁶ is a chance of 0.015 %.</summary>
    public static readonly ThrottleLimits Authenticator = new(Free: 5, HardStop: 50, LongestDelay: TimeSpan.FromMinutes(30));

    /// <summary>A known browser has its own counter, so that somebody else's guesses do not lock its owner out.</summary>
    public static readonly ThrottleLimits KnownBrowser = new(Free: 10, HardStop: 50, LongestDelay: TimeSpan.FromMinutes(30));

    /// <summary>Recovery codes of 80 bits where the factor's own counter has stopped: delays, and no end.</summary>
    public static readonly ThrottleLimits Recovery = new(Free: 5, HardStop: int.MaxValue, LongestDelay: TimeSpan.FromMinutes(30));

    public TimeSpan DelayAfter(int failures)
    {
        var doublings = Math.Min(failures - Free, 20);
        return TimeSpan.FromSeconds(Math.Min(Math.Pow(2, doublings), LongestDelay.TotalSeconds));
    }
}
