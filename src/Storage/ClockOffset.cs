namespace Sallyport.Storage;

/// <summary>The difference between the database's clock and this node's. The database's decides: it is the one that all nodes share (MUST-8).</summary>
public sealed class ClockOffset
{
    /// <summary>Beyond this the codes of authenticator apps are not checked here: their steps are 30 seconds, and a wrong one would be spent.</summary>
    public static readonly TimeSpan MostForCodes = TimeSpan.FromSeconds(5);

    /// <summary>Beyond this the node is not ready: something is wrong with the machine.</summary>
    public static readonly TimeSpan MostToServe = TimeSpan.FromSeconds(30);

    // Below this it is the way to the database and back, and no difference.
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(1);
    private long ticks;

    /// <summary>Zero until it was measured, and where the two agree within a second.</summary>
    public TimeSpan Value => new(Interlocked.Read(ref ticks));

    public bool MayCheckCodes => Value.Duration() <= MostForCodes;
    public bool MayServe => Value.Duration() <= MostToServe;

    /// <param name="asked">By this node's clock, before the question went out.</param>
    /// <param name="database">What the database answered.</param>
    /// <param name="answered">By this node's clock, when the answer was there.</param>
    public void Measure(DateTimeOffset asked, DateTimeOffset database, DateTimeOffset answered)
    {
        var way = answered - asked;
        if (way < TimeSpan.Zero || way > Noise)
            return;
        var offset = database - (asked + way / 2);
        Interlocked.Exchange(ref ticks, offset.Duration() < Noise ? 0 : offset.Ticks);
    }
}
