namespace Sallyport.Core.Notifications;

/// <summary>How long to leave a mail server alone that could not be used: doubling from two seconds to a minute.</summary>
/// <param name="Faults">How many in a row.</param>
/// <param name="Since">When the last one was.</param>
public sealed record ServerPause(int Faults, DateTimeOffset Since)
{
    public static readonly ServerPause None = new(0, default);

    // A password link lives for half an hour: a server that is back is noticed within a minute.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public ServerPause Longer(DateTimeOffset now) => new(Faults + 1, now);

    /// <summary>A clock that was set back does not make it longer.</summary>
    public bool IsOver(DateTimeOffset now) => now - Since >= Length || now < Since;

    private TimeSpan Length =>
        Faults == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(Faults, 10))));
}
