using System.Buffers.Binary;
using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>
/// A key's id as people and programs see it: a number of 63 bits as 13 symbols. It is the row's number too, so that a node that knows a million keys has the ids of
/// all in 8 bytes each.
/// </summary>
public static class KeyId
{
    private const int Length = 13;

    /// <summary>
    /// Of a new key: where its digest begins, so that who has the digest finds the row in one step. Without the pepper that is as good as drawn. It stays when the key
    /// is renewed. Never 0.
    /// </summary>
    /// <param name="digest">By <see cref="ApiKeyDigest"/>.</param>
    public static long Of(ReadOnlySpan<byte> digest) => (BinaryPrimitives.ReadInt64BigEndian(digest) & long.MaxValue) | 1;

    public static string Write(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Crockford.Encode(bytes).ToLowerInvariant();
    }

    /// <summary>Null for everything that <see cref="Write"/> does not write.</summary>
    public static long? Read(string id)
    {
        var number = 0UL;
        foreach (var symbol in id)
        {
            var value = Crockford.ValueOf(symbol);
            if (value < 0 || id.Length != Length)
                return null;
            number = (number << 5) | (uint)value;
        }
        // 65 bits are written, the last of them empty: what was shifted out at the top is seen by writing it again.
        var read = (long)(number >> 1);
        return Write(read) == id ? read : null;
    }
}
