namespace Sallyport.Server.Tests.Host;

/// <summary>
/// A clock that a test sets. It begins at a fixed Monday morning, ten seconds into a time step of the authenticator apps. Timers and time-outs run
/// by the real clock: what waits for one is woken by the test in another way.
/// </summary>
public sealed class FakeClock : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2025, 1, 6, 9, 0, 10, TimeSpan.Zero);
    private long ticks = Start.Ticks;

    public DateTimeOffset Now => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public void SetTo(DateTimeOffset at) => Interlocked.Exchange(ref ticks, at.UtcTicks);
}
