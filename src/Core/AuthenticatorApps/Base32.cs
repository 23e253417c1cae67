using Sallyport.Core.Common;

namespace Sallyport.Core.AuthenticatorApps;

/// <summary>RFC 4648 section 6: how authenticator apps spell a seed.</summary>
public static class Base32
{
    private const string Symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Without padding: several apps refuse a key that ends in <c>=</c>.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => FiveBits.Encode(bytes, Symbols);

    /// <summary>In groups of four, for the eye; <see cref="Decode"/> reads it too.</summary>
    public static string Grouped(ReadOnlySpan<byte> bytes) => Groups.OfFour(Encode(bytes), ' ');

    /// <summary>Reads any case, with spaces, dashes and padding; null where the text is nothing that bytes are written as.</summary>
    public static byte[]? Decode(string text)
    {
        var padded = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        var symbols = padded.TrimEnd('=');
        return IsPadded(padded.Length, symbols.Length) && IsWhole(symbols.Length) ? Bytes(symbols) : null;
    }

    // Padding may be missing, but where it is, it fills up eight symbols.
    private static bool IsPadded(int padded, int symbols) => padded == symbols || (padded % 8 == 0 && padded - symbols < 8);

    // These lengths hold no whole number of bytes (RFC 4648 section 6).
    private static bool IsWhole(int symbols) => symbols % 8 is not (1 or 3 or 6);

    // Bits left over are dropped, as apps do: seeds made elsewhere letter by letter have them, and must be importable.
    private static byte[]? Bytes(string symbols)
    {
        var bytes = new byte[symbols.Length * 5 / 8];
        var (held, bits, next) = (0, 0, 0);
        foreach (var symbol in symbols)
        {
            if (Value(symbol) is not { } value)
                return null;
            held = ((held << 5) | value) & 0xFFF;
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            bytes[next++] = (byte)(held >> bits);
        }
        return bytes;
    }

    private static int? Value(char symbol) =>
        symbol switch
        {
            >= 'A' and <= 'Z' => symbol - 'A',
            >= 'a' and <= 'z' => symbol - 'a',
            >= '2' and <= '7' => symbol - '2' + 26,
            _ => null,
        };
}
