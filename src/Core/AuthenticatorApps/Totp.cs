using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sallyport.Core.Common;

namespace Sallyport.Core.AuthenticatorApps;

/// <summary>RFC 6238: codes by the clock, in the one shape that every app supports.</summary>
public static class Totp
{
    /// <summary>Section 5.2 recommends 30 seconds, and many apps know nothing else.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>More is not shown by every app; guessing is bounded by attempts, not by digits.</summary>
    public const int Digits = 6;

    /// <summary>160 bits, as RFC 4226 section 4 (R6) recommends: the output length of SHA-1.</summary>
    public const int SeedLength = 20;

    /// <summary>Steps accepted each side of now. One back for the time to type and send (section 5.2), one ahead for a fast clock.</summary>
    public const int Tolerance = 1;

    public static Secret NewSeed(RandomSource random) => new(random.Bytes(SeedLength));

    /// <summary>How many periods since 1970; negative before.</summary>
    public static long StepAt(DateTimeOffset now) => StepAt(now, Period);

    /// <summary>The same for imported tokens with a period of their own. Rounds down on either side of 1970.</summary>
    public static long StepAt(DateTimeOffset now, TimeSpan period)
    {
        var (steps, rest) = Math.DivRem((now - DateTimeOffset.UnixEpoch).Ticks, period.Ticks);
        return rest < 0 ? steps - 1 : steps;
    }

    public static string Code(ReadOnlySpan<byte> seed, long step) => Hotp.Code(seed, step, CodeHash.Sha1, Digits);

    /// <summary>The step whose code was typed, or null. It counts only once it is stored over an earlier last step.</summary>
    /// <remarks>
    /// All steps are always compared and the match is picked by mask, so that the time taken does not tell which one it was.
    /// Of two steps with one code the later is taken, else the code could come again with the other. A step before 1970 is none.
    /// </remarks>
    public static long? Match(ReadOnlySpan<byte> seed, TypedCode typed, DateTimeOffset now)
    {
        var current = StepAt(now);
        var matched = -1L;
        for (var step = current - Tolerance; step <= current + Tolerance; step++)
        {
            var mask = -Convert.ToInt64(IsCodeOf(seed, step, typed));
            matched = (step & mask) | (matched & ~mask);
        }
        return matched < 0 ? null : matched;
    }

    internal static bool IsCodeOf(ReadOnlySpan<byte> seed, long step, TypedCode typed) =>
        CryptographicOperations.FixedTimeEquals(
            MemoryMarshal.AsBytes(Code(seed, step).AsSpan()),
            MemoryMarshal.AsBytes(typed.Digits.AsSpan())
        );
}
