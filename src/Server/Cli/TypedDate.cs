using System.Globalization;
using Sallyport.Core.ApiKeys;

namespace Sallyport.Server.Cli;

/// <summary>Reads a date (<c>2026-11-22</c>) or a time of RFC 3339 (<c>2026-11-22T08:00:00+01:00</c>). Without an offset it is UTC.</summary>
internal static class TypedDate
{
    public const string Rule = "a date (2026-11-22) or a time (2026-11-22T08:00:00Z); UTC where it has no offset";

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Null for everything else.</summary>
    public static DateTimeOffset? Read(string typed) =>
        DateTimeOffset.TryParseExact(
            typed.ToUpperInvariant(),
            Forms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;

    /// <summary>The last moment of a key that is meant: a day alone is meant to its end, as on the pages.</summary>
    public static DateTimeOffset? ReadEnd(string typed) =>
        Read(typed) is { } time && typed.Length == Forms[0].Length ? time + NewApiKey.UntilLastSecond : Read(typed);

    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    public static Answer Refuse(string name, string typed) =>
        new Answer.Refused("not_a_date", $"{name}: {typed} is neither of these: {Rule}.");
}
