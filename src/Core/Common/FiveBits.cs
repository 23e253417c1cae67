using System.Text;

namespace Sallyport.Core.Common;

/// <summary>Bytes as symbols of five bits, the first bit first; a rest of less than five bits is filled with zeros.</summary>
internal static class FiveBits
{
    public static string Encode(ReadOnlySpan<byte> bytes, string symbols)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        for (var bit = 0; bit < bytes.Length * 8; bit += 5)
            text.Append(symbols[At(bytes, bit)]);
        return text.ToString();
    }

    private static int At(ReadOnlySpan<byte> bytes, int bit)
    {
        var index = bit / 8;
        var pair = (bytes[index] << 8) | (index + 1 < bytes.Length ? bytes[index + 1] : 0);
        return (pair >> (11 - bit % 8)) & 31;
    }
}
