using System.Globalization;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;

namespace Sallyport.Server.Web;

/// <summary>
/// Writes times for the person who looks: in that person's zone (UTC where none was chosen or nobody is signed in) and the request's language, with the
/// difference to UTC, because a time without it means nothing to the next reader of a screenshot.
/// </summary>
public sealed class LocalTime(Current current, IStringLocalizer<Texts> texts)
{
    /// <summary><c>22 Nov 2026, 06:52 UTC+1</c>; <c>N/A</c> for what never happened.</summary>
    public string Text(DateTimeOffset? at) => at is { } known ? At(There(known), "HH:mm") : texts["N/A"];

    /// <summary>With seconds, for the audit trail.</summary>
    public string Exact(DateTimeOffset? at) => at is { } known ? At(There(known), "HH:mm:ss") : texts["N/A"];

    /// <summary>The day alone: <c>22 Nov 2026</c>.</summary>
    public string Day(DateTimeOffset? at) => at is { } known ? There(known).ToString(DayForm, Culture) : texts["N/A"];

    /// <summary>For <c>datetime</c> attributes and exports: UTC, ISO 8601; empty for what never happened.</summary>
    public static string Machine(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The viewer's zone.</summary>
    public TimeZoneInfo Zone => current.Person is { } person ? ZoneOf(person.User) : TimeZoneInfo.Utc;

    public static TimeZoneInfo ZoneOf(User user) =>
        user.TimeZone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(user.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>For mails, whose reader is not whoever looks.</summary>
    public static string Text(DateTimeOffset at, TimeZoneInfo zone) => At(TimeZoneInfo.ConvertTime(at, zone), "HH:mm");

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    // The order of day and month names in words cannot be misread, as 3/4/2026 can.
    private static string DayForm => Culture.TwoLetterISOLanguageName == "de" ? "d. MMM yyyy" : "d MMM yyyy";

    private static string At(DateTimeOffset there, string clock) =>
        there.ToString($"{DayForm}, {clock}", Culture) + " " + OffsetOf(there.Offset);

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
