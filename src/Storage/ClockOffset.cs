namespace Sallyport.Storage;

/// <summary>How far a machine's time of day is behind the database's. No limit of time goes by the machine's; but a machine whose clock is far off is not trusted.</summary>
/// <param name="Exact">Negative where it is ahead.</param>
public readonly record struct ClockOffset(TimeSpan Exact)
{
    /// <summary>Beyond this the codes of authenticator apps are not checked here: their steps are 30 seconds, and a wrong one would be spent.</summary>
    public static readonly TimeSpan MostForCodes = TimeSpan.FromSeconds(5);

    /// <summary>Beyond this the node lets nobody in: something is wrong with the machine, and its monotonic clock may be wrong too.</summary>
    public static readonly TimeSpan MostToServe = TimeSpan.FromSeconds(30);

    // Below this it is the way to the database and back, and no difference.
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(1);

    /// <summary>Zero where the two agree within a second.</summary>
    public TimeSpan Value => Exact.Duration() < Noise ? TimeSpan.Zero : Exact;

    public bool MayCheckCodes => Exact.Duration() <= MostForCodes;
    public bool MayServe => Exact.Duration() <= MostToServe;
}
