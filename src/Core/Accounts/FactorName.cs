namespace Sallyport.Core.Accounts;

/// <summary>The name by which a person tells apps, or keys, apart: trimmed, short, and no two of one person alike.</summary>
public static class FactorName
{
    public const int Longest = 64;

    /// <summary>The name that was meant; null where nothing is left, where it is too long, or where it would break a line of the trail.</summary>
    public static string? Clean(string? typed) =>
        typed?.Trim() is { Length: > 0 and <= Longest } name && !name.Any(char.IsControl) ? name : null;

    public static bool IsTaken(string name, IEnumerable<string> others) =>
        others.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The suggested name, with the first number that makes it unlike all others; what is too long for both loses its end.</summary>
    public static string Free(string suggested, IReadOnlyCollection<string> others)
    {
        var name = suggested;
        for (var number = 2; IsTaken(name, others); number++)
        {
            var tail = FormattableString.Invariant($" {number}");
            name = suggested[..Math.Min(suggested.Length, Longest - tail.Length)] + tail;
        }
        return name;
    }
}
