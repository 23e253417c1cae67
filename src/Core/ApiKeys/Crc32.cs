namespace Sallyport.Core.ApiKeys;

/// <summary>The checksum of IEEE 802.3 (RFC 1952, 8), which the framework does not have. It finds typing errors and cut copies, and keeps nobody out.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Entry((uint)i))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var rest = uint.MaxValue;
        foreach (var one in bytes)
            rest = Table[(byte)(rest ^ one)] ^ (rest >> 8);
        return ~rest;
    }

    private static uint Entry(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : Polynomial ^ (value >> 1);
        return value;
    }
}
