using Sallyport.Core.Common;

namespace Sallyport.Core.SignIn;

/// <summary>
/// The state of one counter of failures. An attempt is reserved (counted as a failure) before it is checked, and success resets the counter, so that
/// parallel guesses and crashes never give free tries.
/// <code>
///   open ── reserve, below Free ──▶ open          (Failures + 1)
///   open ── reserve, Free or more ─▶ waiting      (until now + delay; 1, 2, 4 … s, at most LongestDelay)
///   waiting ── time passes ───────▶ open          (a time that a wrong clock wrote counts as now + delay)
///   any ── reserve at HardStop ───▶ stopped       (only a reset opens it)
///   waiting, stopped ── reserve, others in flight ─▶ the same, undecided
///   any ── success ──────────────▶ open           (Failures = those still in flight)
/// </code>
/// </summary>
/// <param name="Failures">Reserved and not yet forgiven, those in flight included, without a time window (SP 800-63B-4, 3.2.2).</param>
/// <param name="BlockedUntil">Before this no attempt is evaluated; null: open.</param>
public sealed record Throttle(int Failures, DateTimeOffset? BlockedUntil)
{
    public static readonly Throttle Open = new(0, null);

    /// <summary>Which of the failures are attempts that are being evaluated at this moment.</summary>
    public InFlight InFlight { get; init; } = InFlight.None;

    /// <summary>What comes of asking for one more attempt: the new state, and whether it may be evaluated.</summary>
    /// <param name="limits">Of this counter.</param>
    /// <param name="now">The time.</param>
    /// <param name="attempt">The id under which its outcome is reported later; empty: it counts as a failure at once.</param>
    public (Throttle Next, Admission Admission) Reserve(ThrottleLimits limits, DateTimeOffset now, string attempt = "")
    {
        if (ReasonToRefuse(limits, now) is { } refusal)
            return (Kept(refusal), InFlight.Any(now) ? new Admission.Undecided(refusal) : refusal);
        var failures = Failures + 1;
        var next = new Throttle(failures, failures < limits.Free ? null : now + limits.DelayAfter(failures))
        {
            InFlight = attempt.Length == 0 ? InFlight : InFlight.With(attempt, now),
        };
        return (next, new Admission.Granted(failures));
    }

    /// <summary>It was right. Everything is forgiven but what is still being evaluated: a success gives guesses at the same moment no free tries.</summary>
    /// <param name="attempt">Which one; empty: something other than an attempt has opened the counter.</param>
    /// <param name="now">The time.</param>
    public Throttle Succeed(string attempt, DateTimeOffset now)
    {
        var others = InFlight.Without(attempt);
        return new Throttle(others.Count(now), null) { InFlight = others };
    }

    /// <summary>It was wrong: from now on it is a failure like those before it.</summary>
    public Throttle Fail(string attempt) => this with { InFlight = InFlight.Without(attempt) };

    /// <summary>It was no guess. One that was in flight for too long is a failure by now, and may be forgiven already: it takes nothing off.</summary>
    public Throttle GiveBack(string attempt) =>
        Failures == 0 || (attempt.Length > 0 && !InFlight.Has(attempt))
            ? this
            : new Throttle(Failures - 1, null) { InFlight = InFlight.Without(attempt) };

    private Admission? ReasonToRefuse(ThrottleLimits limits, DateTimeOffset now) =>
        Failures >= limits.HardStop ? new Admission.Stopped()
        : BlockedUntil is { } until && now < until ? new Admission.Wait(Earlier(until, now + limits.DelayAfter(Failures)))
        : null;

    // The shorter wait is kept, so that its end comes nearer: were it counted anew from each attempt, it would end when the wrong clock's time has come.
    private Throttle Kept(Admission refusal) => refusal is Admission.Wait(var until) ? this with { BlockedUntil = until } : this;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
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

    /// <summary>Refused as things stand, but others are being evaluated: if one of them is right, the counter opens. Ask again in a moment.</summary>
    /// <param name="Otherwise">The answer if none of them is.</param>
    public sealed record Undecided(Admission Otherwise) : Admission;
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
