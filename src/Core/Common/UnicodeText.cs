using System.Globalization;
using System.Text;

namespace Sallyport.Core.Common;

/// <summary>Spellings of one text that people take for the same.</summary>
public static class UnicodeText
{
    /// <summary>
    /// For searching and sorting: compatibility letters as plain ones (NFKC), and no difference between capitals and small letters, by the rules of
    /// Unicode and not of a database. Upper case first, because some small letters share one capital (final sigma). I with and without a dot are one
    /// letter, so that Turkish names are found from every keyboard. Text that is no Unicode folds by its letters alone.
    /// </summary>
    public static string Fold(string text) =>
        Compatible(text)
            .ToUpperInvariant()
            .ToLowerInvariant()
            .Replace('\u0130', 'i')
            .Replace('\u0131', 'i')
            .Replace("ß", "ss", StringComparison.Ordinal);

    /// <summary>
    /// For codes that are copied by hand or clipboard: compatibility letters as plain ones (full-width forms), without any space, dash or sign that nobody
    /// sees. Null where it is no Unicode.
    /// </summary>
    public static string? WithoutSpacesAndDashes(string typed) =>
        IsWellFormed(typed) ? string.Concat(typed.Normalize(NormalizationForm.FormKC).Where(sign => !IsLeftOut(sign))) : null;

    /// <summary>Whether it is Unicode at all: other text has no normal form.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]) || text[i] == '\uFFFE' || text[i] == '\uFFFF')
                return false;
        }
        return true;
    }

    private static string Compatible(string text) => IsWellFormed(text) ? text.Normalize(NormalizationForm.FormKC) : text;

    // The minus sign and the hyphen bullet are no dashes to Unicode, and look like ones.
    private static bool IsLeftOut(char sign) =>
        sign is '\u2212' or '\u2043'
        || char.IsWhiteSpace(sign)
        || CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
