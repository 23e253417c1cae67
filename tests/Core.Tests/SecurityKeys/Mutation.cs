namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>Breaks bytes in a way that can be repeated: the same seed, the same breaks.</summary>
internal sealed class Mutation(ulong seed)
{
    // What breaks readers: no length, unknown length, lengths beyond everything, other types.
    private static readonly byte[] Telling =
    [
        0x00,
        0x01,
        0x18,
        0x1B,
        0x30,
        0x5B,
        0x7F,
        0x80,
        0x84,
        0x9F,
        0xA0,
        0xBF,
        0xC0,
        0xF6,
        0xFB,
        0xFF,
    ];

    private ulong state = seed;

    /// <summary>Will break the same as this one from here on.</summary>
    public Mutation Twin() => new(state);

    /// <summary>One to three breaks.</summary>
    public byte[] Of(byte[] bytes)
    {
        var broken = bytes;
        for (var left = 1 + Below(3); left > 0; left--)
            broken = Once(broken);
        return broken;
    }

    public int Below(int limit)
    {
        // Knuth's MMIX; the high bits are the good ones.
        state = state * 6364136223846793005 + 1442695040888963407;
        return (int)((state >> 33) % (ulong)limit);
    }

    private byte[] Once(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [(byte)Below(256)];
        var at = Below(bytes.Length);
        var upTo = Math.Min(bytes.Length, at + 1 + Below(24));
        return Below(8) switch
        {
            0 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << Below(8))), .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], Telling[Below(Telling.Length)], .. bytes[(at + 1)..]],
            2 => [.. bytes[..at], Telling[Below(Telling.Length)], .. bytes[at..]],
            3 => [.. bytes[..at], .. bytes[upTo..]],
            4 => [.. bytes[..upTo], .. bytes[at..]],
            5 => bytes[..at],
            6 => [.. bytes[..at], 0xFF, 0xFF, 0xFF, 0xFF, .. bytes[upTo..]],
            _ => [.. bytes, (byte)Below(256)],
        };
    }
}
