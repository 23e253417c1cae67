namespace Sallyport.Core.AuthenticatorApps;

/// <summary>How far a phone's clock seems off, judged by a code that is right at another time.</summary>
/// <remarks>
/// For enrolment alone, where the person holds the seed anyway. At sign-in it would tell a stranger with an old code when it was right.
/// It looks nearest first and stops at a match: there is no secret here to leak.
/// </remarks>
public static class ClockSkew
{
    /// <summary>One hour, which is summer time set by hand, and two minutes to read and type.</summary>
    /// <remarks>A mistyped code looks like a clock that is off in 0.025 % of cases; each further hour adds as much.</remarks>
    public static readonly TimeSpan Reach = TimeSpan.FromMinutes(62);

    /// <summary>In whole steps, positive where the phone is ahead; null where the code is right now, or at no time within reach.</summary>
    public static TimeSpan? Of(ReadOnlySpan<byte> seed, TypedCode typed, DateTimeOffset now)
    {
        if (Totp.Match(seed, typed, now) is not null)
            return null;
        var current = Totp.StepAt(now);
        for (var away = Totp.Tolerance + 1; away * Totp.Period <= Reach; away++)
        {
            if (Totp.IsCodeOf(seed, current + away, typed))
                return away * Totp.Period;
            if (Totp.IsCodeOf(seed, current - away, typed))
                return -away * Totp.Period;
        }
        return null;
    }
}
