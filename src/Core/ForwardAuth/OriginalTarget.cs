using System.Text;

namespace Sallyport.Core.ForwardAuth;

/// <summary>
/// Path and query as a client sent them to a proxy. The proxy chose the rule by its reading of the path, and what stands behind it will read the path once more:
/// whatever two programs could read in two ways does not pass.
/// </summary>
public static class OriginalTarget
{
    private const int Longest = 8000;

    public static bool IsPlain(string target)
    {
        if (
            target.Length is 0 or > Longest
            || target[0] != '/'
            || target.AsSpan().ContainsAnyExceptInRange('!', '~')
            || target.AsSpan().ContainsAny('\\', '#')
        )
            return false;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return IsPlainPath(query < 0 ? target : target.AsSpan(0, query));
    }

    private static bool IsPlainPath(ReadOnlySpan<char> path)
    {
        // "a;b" is a file to some and "a" with a parameter to others.
        if (path.Contains(';'))
            return false;
        while (path.Length > 0)
        {
            var rest = path[1..];
            var end = rest.IndexOf('/');
            if (!IsPlainSegment(end < 0 ? rest : rest[..end], isLast: end < 0))
                return false;
            path = end < 0 ? [] : rest[end..];
        }
        return true;
    }

    // Some file systems drop dots at the end of a name.
    private static bool IsPlainSegment(ReadOnlySpan<char> segment, bool isLast) =>
        segment.Length == 0
            ? isLast
            : segment[^1] != '.' && (!segment.Contains('%') || Decode(segment.ToString()) is { } text && IsHarmless(text));

    /// <summary>Null where something is encoded that need not be: <c>%61dmin</c> is <c>admin</c> to whoever decodes it and is not to whoever does not.</summary>
    private static string? Decode(string segment)
    {
        var bytes = new List<byte>(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                bytes.Add((byte)segment[i]);
                continue;
            }
            if (i + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[i + 1]) || !char.IsAsciiHexDigit(segment[i + 2]))
                return null;
            var value = Convert.ToByte(segment.Substring(i + 1, 2), 16);
            if (value is < 0x20 or 0x7f || IsNeedless((char)value))
                return null;
            bytes.Add(value);
            i += 2;
        }
        return TextOf([.. bytes]);
    }

    // Letters, digits and marks that stand for themselves; and what cuts paths, which would be something else when decoded.
    private static bool IsNeedless(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '/' or '\\' or ';' or '%';

    // Overlong forms and halves of symbols are no UTF-8.
    private static string? TextOf(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // Letters whose full upper or lower case begins with, or is, a plain one, where .NET maps single letters to single letters: to a program that folds them fully,
    // "paßword" is "password" (Unicode, SpecialCasing.txt and CaseFolding.txt).
    private const string FoldedFully = "\u00DF\u1E9E\u0149\u01F0\u1E96\u1E97\u1E98\u1E99\u1E9A\u0130\u0131";

    // Letters that become plain ones when somebody normalises or folds them: full width, ligatures, the Kelvin sign, the long s, the dotless i.
    private static bool IsHarmless(string text) =>
        text[0] != ' ' && text[^1] != ' ' && text.EnumerateRunes().All(rune => rune.IsAscii || IsHarmless(rune));

    private static bool IsHarmless(Rune rune)
    {
        var text = rune.ToString();
        return !IsNoncharacter(rune)
            && IsWhollyForeign(text)
            && IsWhollyForeign(text.ToUpperInvariant())
            && IsWhollyForeign(text.ToLowerInvariant())
            && !FoldedFully.Contains(text, StringComparison.Ordinal);
    }

    // "½" becomes "1⁄2" and the ellipsis three dots: also what is longer when normalised may hold what means something in a path.
    private static bool IsWhollyForeign(string text) => !text.Normalize(NormalizationForm.FormKC).Any(char.IsAscii);

    // No text has them (Unicode 23.7), and they cannot be normalised.
    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;
}
