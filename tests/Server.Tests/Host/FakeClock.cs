namespace Sallyport.Server.Tests.Host;

/// <summary>
/// The clocks of one machine, which a test moves: a time of day, and a monotonic clock beside it. They begin at a fixed Monday morning, ten seconds into a time
/// step of the authenticator apps. Timers and time-outs run by the real clock: what waits for one is woken by the test in another way.
/// </summary>
public sealed class FakeClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2025, 1, 6, 9, 0, 10, TimeSpan.Zero);
    private readonly FakeClock? beside;
    private long ticks = Start.Ticks;
    private long stepped;

    public FakeClock() => True = new TrueTime(this);

    private FakeClock(FakeClock beside, TimeSpan ahead) => (this.beside, stepped, True) = (beside, ahead.Ticks, beside.True);

    /// <summary>What this machine takes for the time of day.</summary>
    public DateTimeOffset Now => True.GetUtcNow() + new TimeSpan(Interlocked.Read(ref stepped));

    /// <summary>The time of day that is right, whatever the machine takes it for.</summary>
    public TimeProvider True { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => True.GetUtcNow().Ticks;

    /// <summary>Time passes, on every machine.</summary>
    public void Advance(TimeSpan by)
    {
        if (beside is null)
            Interlocked.Add(ref ticks, by.Ticks);
        else
            beside.Advance(by);
    }

    /// <summary>Time passes until this machine's clock shows this.</summary>
    public void SetTo(DateTimeOffset at) => Advance(at - Now);

    /// <summary>Somebody sets the time of day of this machine, and of no other: no time passes.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref stepped, by.Ticks);

    /// <summary>Another machine's clock: the same time passes there, and its time of day is off by so much.</summary>
    public FakeClock Beside(TimeSpan ahead) => new(beside ?? this, ahead);

    private sealed class TrueTime(FakeClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref clock.ticks), TimeSpan.Zero);
    }
}
