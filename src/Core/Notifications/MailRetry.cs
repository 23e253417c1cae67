namespace Sallyport.Core.Notifications;

/// <summary>When a mail that could not be delivered is tried again.</summary>
public static class MailRetry
{
    /// <summary>Doubling from one minute to a day: the fourteenth try comes after about four days, which is how long mail servers themselves wait (RFC 5321, 4.5.4.1).</summary>
    private const int MostTries = 14;
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    /// <summary>No mail waits longer for its next try, whatever its row says: a row written while the clock ran ahead is due at once.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>A refusal for good is mostly final, but a mail server that is set up wrongly refuses everybody so: its operator gets a day to notice.</summary>
    private const int MostTriesWhenRefused = 5;
    private static readonly TimeSpan FirstWhenRefused = TimeSpan.FromHours(1);

    /// <summary>Where the mail server serves nobody (wrong password, no STARTTLS, sender refused), the mail itself is not at fault: it is not counted as tried.</summary>
    public static readonly TimeSpan WhenNotServed = TimeSpan.FromMinutes(1);

    /// <param name="tries">How many were made, this one included.</param>
    /// <param name="isRefused">The server said that it will never take it (5xx).</param>
    /// <param name="jitter">0 to 1: spreads what failed together by a fifth, so that it does not come back together.</param>
    /// <returns>How long to wait; null: give up.</returns>
    public static TimeSpan? After(int tries, bool isRefused, double jitter)
    {
        if (tries >= (isRefused ? MostTriesWhenRefused : MostTries))
            return null;
        var wait = (isRefused ? FirstWhenRefused : First) * Math.Pow(2, Math.Max(0, tries - 1));
        var spread = (wait < Longest ? wait : Longest) * (0.9 + 0.2 * jitter);
        return spread < Longest ? spread : Longest;
    }
}
