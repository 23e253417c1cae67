using System.Text;

namespace Sallyport.Core.Common;

/// <summary>Douglas Crockford's base 32: no I, L, O, U, so that nothing reads like something else.</summary>
public static class Crockford
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Five bits a symbol, the first bit first; a rest of less than five bits is filled with zeros.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
            text.Append(Symbols[FiveBits(bytes, bit)]);
        return text.ToString();
    }

    private static int FiveBits(ReadOnlySpan<byte> bytes, int bit)
    {
        var index = bit / 8;
        var pair = (bytes[index] << 8) | (index + 1 < bytes.Length ? bytes[index + 1] : 0);
        return (pair >> (11 - bit % 8)) & 31;
    }
}
