namespace Sallyport.Storage;

/// <summary>
/// The one clock of the house (MUST-8). It shows the database's time, which all nodes share: what the database said at the last comparison, plus what this
/// machine's monotonic clock has counted since. Setting the machine's time of day moves nothing. SQLite is a file of this machine: there the machine's time
/// of day is the database's.
/// </summary>
/// <param name="node">This machine's clocks.</param>
/// <param name="database">Stands in for the database's own answer where a test scripts the time; null: the database is asked.</param>
public sealed class DatabaseClock(TimeProvider node, TimeProvider? database = null) : TimeProvider
{
    /// <summary>A crystal is wrong by a millisecond in this time; what is compared more often costs more than it tells.</summary>
    public static readonly TimeSpan BetweenComparisons = TimeSpan.FromSeconds(10);

    /// <summary>Somebody has set the machine's clock, or the machine slept: the monotonic clock may have stood still meanwhile.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    // The database's answer is whole milliseconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);
    private volatile Comparison? last;

    public override TimeZoneInfo LocalTimeZone => node.LocalTimeZone;

    /// <summary>How far this machine's time of day is behind the database's at this moment, negative where it is ahead.</summary>
    public ClockOffset Offset => last is { } known ? new ClockOffset(TimeAt(known) - node.GetUtcNow()) : default;

    /// <summary>The last comparison is old, or the machine's time of day has stepped since.</summary>
    public bool IsDue => last is { } known && (node.GetElapsedTime(known.Timestamp) >= BetweenComparisons || HasStepped(known));

    public override DateTimeOffset GetUtcNow() => last is { } known ? TimeAt(known) : node.GetUtcNow();

    /// <summary>What the monotonic clock has counted: for how long something has lasted in this process, whatever anybody sets.</summary>
    public TimeSpan Steady => node.GetElapsedTime(0);

    /// <summary>Asks the database what time it is.</summary>
    /// <param name="engine">The database.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task Compare(Engine engine, CancellationToken cancel = default)
    {
        await using var connection = await engine.Connect(cancel);
        var asked = node.GetTimestamp();
        if (await engine.Clock(connection, cancel) is { } answer)
            Learn(asked, database?.GetUtcNow() ?? answer, node.GetTimestamp());
    }

    /// <summary>
    /// The database's clock showed this time at some moment between question and answer, however long the answer took. What is known already stays where that fits it,
    /// and moves by the least that makes it fit where it does not: so nobody's time wavers by the way to the database and back.
    /// </summary>
    /// <param name="asked">By the monotonic clock, before the question went out.</param>
    /// <param name="answer">What the database said.</param>
    /// <param name="answered">By the monotonic clock, when the answer was there.</param>
    public void Learn(long asked, DateTimeOffset answer, long answered)
    {
        var way = node.GetElapsedTime(asked, answered);
        var now = last is { } known
            ? Fitted(known.At + node.GetElapsedTime(known.Timestamp, answered), answer, way)
            : answer + way / 2;
        last = new Comparison(now, answered, node.GetUtcNow());
    }

    private static DateTimeOffset Fitted(DateTimeOffset now, DateTimeOffset answer, TimeSpan way) =>
        now < answer - Rounding ? answer
        : now > answer + way + Rounding ? answer + way
        : now;

    private DateTimeOffset TimeAt(Comparison known) => known.At + node.GetElapsedTime(known.Timestamp);

    private bool HasStepped(Comparison known) =>
        (node.GetUtcNow() - known.Wall - node.GetElapsedTime(known.Timestamp)).Duration() > Step;

    /// <param name="At">The database's time.</param>
    /// <param name="Timestamp">By the monotonic clock, when that was.</param>
    /// <param name="Wall">What the machine's time of day was then.</param>
    private sealed record Comparison(DateTimeOffset At, long Timestamp, DateTimeOffset Wall);
}
