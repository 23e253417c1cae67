using System.Buffers;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>
/// How a key is written: <c>slp_INSTALLATION_</c>, 256 random bits as 43 digits of base 62, and the CRC-32 of all before it as 6 more. One word for a
/// double click, found by secret scanners, and told from a cut or mistyped one without asking the database.
/// </summary>
public static class ApiKeyText
{
    /// <summary>What secret scanners look for.</summary>
    public const string Pattern = @"\bslp_[a-z0-9]{4,12}_[0-9A-Za-z]{49}\b";

    /// <summary>A key may also come as a URI of RFC 8959, which scanners know by this.</summary>
    public const string UriScheme = "secret-token:";

    public const int LongestLength = 4 + LongestName + 1 + Digits;

    private static readonly Regex Keys = new(Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private const string FirstLetters = "slp_";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int ShortestName = 4;
    private const int LongestName = 12;
    private const int RandomDigits = 43;
    private const int ChecksumDigits = 6;
    private const int Digits = RandomDigits + ChecksumDigits;
    private const int HintLength = 4;

    private static readonly SearchValues<char> SymbolsOfKeys = SearchValues.Create(Alphabet + "_");

    private static ReadOnlySpan<byte> Prefix => "slp_"u8;

    public static Secret New(string installation, RandomSource random)
    {
        var number = new BigInteger(random.Bytes(32), isUnsigned: true, isBigEndian: true);
        var text = Encoding.ASCII.GetBytes($"{FirstLetters}{installation}_{InBase62(number, RandomDigits)}");
        return new Secret([.. text, .. Checksum(text)]);
    }

    /// <summary>The last symbols: enough to tell one's keys apart. They give 24 of 256 bits away.</summary>
    public static string HintOf(Secret key) => key.RevealText()[^HintLength..];

    /// <summary>False for nearly every address, without making anything: neither a key's first letters stand in it nor anything encoded.</summary>
    public static bool MayStandIn(string address) =>
        address.Contains('%', StringComparison.Ordinal) || address.Contains(FirstLetters, StringComparison.Ordinal);

    /// <summary>Every text of this shape in another one: <see cref="Pattern"/>.</summary>
    public static IEnumerable<string> FindIn(string text) => Keys.Matches(text).Select(match => match.Value);

    /// <summary>A text as it may be kept: of a key that stands in it the first letters remain.</summary>
    public static string Masked(string text) =>
        text.Contains(FirstLetters, StringComparison.Ordinal) ? Keys.Replace(text, FirstLetters + "…") : text;

    /// <summary>The key in a URI of RFC 8959; any other text as it is.</summary>
    public static Secret WithoutScheme(this Secret text) =>
        text.RevealText() is var typed && typed.StartsWith(UriScheme, StringComparison.Ordinal)
            ? new Secret(typed[UriScheme.Length..])
            : text;

    /// <summary>The same for bytes.</summary>
    public static ReadOnlySpan<byte> WithoutScheme(ReadOnlySpan<byte> text) =>
        text.StartsWith("secret-token:"u8) ? text["secret-token:"u8.Length..] : text;

    /// <summary>Whether it looks like a key of any installation, right or wrong: what nobody has for a password.</summary>
    public static bool HasShape(ReadOnlySpan<char> text)
    {
        if (text.StartsWith(UriScheme, StringComparison.Ordinal))
            text = text[UriScheme.Length..];
        return text.StartsWith(FirstLetters, StringComparison.Ordinal)
            && text.Length >= LongestLength - LongestName + ShortestName
            && text.Length <= LongestLength
            && !text.ContainsAnyExcept(SymbolsOfKeys);
    }

    /// <summary>Whether it has the shape of a key of this installation and its checksum is right.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> installation)
    {
        var name = text.Length - Prefix.Length - 1 - Digits;
        if (name is < ShortestName or > LongestName || !text.StartsWith(Prefix))
            return false;
        var rest = text[Prefix.Length..];
        return rest[..name].SequenceEqual(installation)
            && rest[name] == '_'
            && IsBase62(rest[(name + 1)..])
            && HasRightChecksum(text);
    }

    private static bool IsBase62(ReadOnlySpan<byte> text)
    {
        foreach (var symbol in text)
            if (!char.IsAsciiLetterOrDigit((char)symbol))
                return false;
        return true;
    }

    private static bool HasRightChecksum(ReadOnlySpan<byte> text)
    {
        Span<byte> right = stackalloc byte[ChecksumDigits];
        Write(Crc32.Of(text[..^ChecksumDigits]), right);
        return text[^ChecksumDigits..].SequenceEqual(right);
    }

    private static byte[] Checksum(ReadOnlySpan<byte> text)
    {
        var digits = new byte[ChecksumDigits];
        Write(Crc32.Of(text), digits);
        return digits;
    }

    private static void Write(uint number, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--, number /= 62)
            digits[i] = (byte)Alphabet[(int)(number % 62)];
    }

    private static string InBase62(BigInteger number, int length)
    {
        var digits = new char[length];
        for (var i = length - 1; i >= 0; i--, number /= 62)
            digits[i] = Alphabet[(int)(number % 62)];
        return new string(digits);
    }
}
