using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Sallyport.Server.Web;

/// <summary>
/// Writes times for the person who looks: in that person's zone (UTC where none was chosen or nobody is signed in) and the request's language, with the
/// difference to UTC, because a time without it means nothing to the next reader of a screenshot.
/// </summary>
public sealed class LocalTime(Current current, IStringLocalizer<Texts> texts)
{
    /// <summary><c>22 Nov 2026, 06:52 UTC+1</c>; <c>N/A</c> for what never happened.</summary>
    public string Text(DateTimeOffset? at) => At(at, "HH:mm");

    /// <summary>With seconds, for the audit trail.</summary>
    public string Exact(DateTimeOffset? at) => At(at, "HH:mm:ss");

    /// <summary>The day alone: <c>22 Nov 2026</c>.</summary>
    public string Day(DateTimeOffset? at) => at is { } known ? There(known).ToString(DayForm, Culture) : texts["N/A"];

    /// <summary>For <c>datetime</c> attributes and exports: UTC, ISO 8601; empty for what never happened.</summary>
    public static string Machine(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The viewer's zone.</summary>
    public TimeZoneInfo Zone =>
        current.Person?.User.TimeZone is { Length: > 0 } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : TimeZoneInfo.Utc;

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    // The order of day and month names in words cannot be misread, as 3/4/2026 can.
    private static string DayForm => Culture.TwoLetterISOLanguageName == "de" ? "d. MMM yyyy" : "d MMM yyyy";

    private string At(DateTimeOffset? at, string clock) =>
        at is { } known
            ? There(known).ToString($"{DayForm}, {clock}", Culture) + " " + OffsetOf(There(known).Offset)
            : texts["N/A"];

    private DateTimeOffset There(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    private static string OffsetOf(TimeSpan offset)
    {
        if (offset == TimeSpan.Zero)
            return "UTC";
        var sign = offset < TimeSpan.Zero ? "−" : "+";
        var form = offset.Minutes == 0 ? @"%h" : @"h\:mm";
        return "UTC" + sign + offset.ToString(form, CultureInfo.InvariantCulture);
    }
}
