using System.Globalization;

namespace Sallyport.Core.Accounts;

/// <summary>A host name by which an account's people come: as browsers send it, in lower case and with A-labels, without port.</summary>
public static class HostName
{
    private const int Longest = 253;

    /// <summary>Null for what is no host name. A network address is none: it would be shared by every account.</summary>
    public static string? Canonical(string typed)
    {
        var name = Ascii(typed.Trim().TrimEnd('.'));
        return
            name is { Length: > 0 and <= Longest } && name.Split('.').All(IsLabel) && !name.Split('.')[^1].All(char.IsAsciiDigit)
            ? name
            : null;
    }

    private static string? Ascii(string typed)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }
                .GetAscii(typed)
                .ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
