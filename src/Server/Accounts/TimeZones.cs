namespace Sallyport.Server.Accounts;

/// <summary>The zones that a person can choose: those named after places. UTC is what is left empty.</summary>
public static class TimeZones
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. TimeZoneInfo
            .GetSystemTimeZones()
            .Select(zone => zone.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal) && char.IsAsciiLetterUpper(id[0]))
            .Where(id => !id.StartsWith("Etc/", StringComparison.Ordinal) && !id.StartsWith("SystemV/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
