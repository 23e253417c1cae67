using System.Globalization;

namespace Sallyport.Server.Cli;

/// <summary>Reads a time as RFC 3339 section 5.6 has it: with an offset, as many digits of a second as anybody likes, and leap seconds.</summary>
internal static class InternetTime
{
    /// <summary>2026-11-22T08:00:00.</summary>
    private const int UpToSeconds = 19;

    /// <summary>To the second, which is what certificates are judged by; null for everything else.</summary>
    public static DateTimeOffset? Read(string text)
    {
        if (text.Length <= UpToSeconds || OffsetIn(text[UpToSeconds..].ToUpperInvariant()) is not { } offset)
            return null;
        var time = text[..UpToSeconds].ToUpperInvariant();
        var isLeap = time.EndsWith(":60", StringComparison.Ordinal);
        return DateTimeOffset.TryParseExact(
            (isLeap ? time[..^2] + "59" : time) + offset,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd' 'HH:mm:ssK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out var read
        )
            ? read.AddSeconds(isLeap ? 1 : 0)
            : null;
    }

    // Behind a fraction, if there is one. Null where nothing of the right form is left, since the framework takes a missing offset for its own.
    private static string? OffsetIn(string rest)
    {
        var offset = rest is ['.', >= '0' and <= '9', ..] ? rest[1..].TrimStart([.. "0123456789"]) : rest;
        return offset is "Z" or ['+' or '-', _, _, ':', _, _] ? offset : null;
    }
}
