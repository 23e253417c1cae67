namespace Sallyport.Core.Common;

/// <summary>
/// Times that were written while a clock was wrong. A clock that ran ahead and was put right leaves times behind that have not come yet: what would last for a while
/// from then on must not last until then as well.
/// </summary>
public static class StoredTime
{
    /// <summary>Two nodes that know the database's time know it to within the way of an answer.</summary>
    private static readonly TimeSpan BetweenNodes = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What goes on by itself, such as a session, may be so far ahead: nobody is signed out because a clock was put back by some seconds. As far as a node's clock may be
    /// off; so much longer than documented it may last at most.
    /// </summary>
    private static readonly TimeSpan Correction = TimeSpan.FromSeconds(30);

    /// <summary>It has not come yet.</summary>
    public static bool IsFuture(DateTimeOffset at, DateTimeOffset now) => at - now > BetweenNodes;

    /// <summary>It was written by a clock that was wrong, and not merely corrected.</summary>
    public static bool IsWrong(DateTimeOffset at, DateTimeOffset now) => at - now > Correction;

    /// <summary>What was written by a clock that is not wrong is not later.</summary>
    public static DateTimeOffset Latest(DateTimeOffset now) => now + Correction;

    /// <summary>Whether so much time has passed since; from a time that has not come yet on nobody waits.</summary>
    public static bool HasPassed(DateTimeOffset since, TimeSpan wait, DateTimeOffset now) =>
        now - since >= wait || IsFuture(since, now);
}
