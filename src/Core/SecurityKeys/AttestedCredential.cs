using System.Buffers.Binary;

namespace Sallyport.Core.SecurityKeys;

/// <summary>6.5.1: the new key, within authenticator data, as a map and as it came. Whether it is a sound key is another question.</summary>
internal sealed record AttestedCredential(Guid Aaguid, byte[] Id, CborMap Key, byte[] KeyBytes)
{
    private const int AaguidLength = 16;
    private const int HeadLength = AaguidLength + sizeof(ushort);

    /// <summary>Section 7.1 step 26.</summary>
    private const int LongestId = 1023;

    public bool HasFittingId => Id.Length is >= 1 and <= LongestId;

    /// <summary>With the number of bytes that it took; null where it does not fit into them.</summary>
    public static (AttestedCredential Credential, int Length)? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeadLength)
            return null;
        var aaguid = new Guid(bytes.Span[..AaguidLength], bigEndian: true);
        var keyAt = HeadLength + BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[AaguidLength..]);
        if (bytes.Length <= keyAt || Cbor.ReadFirst(bytes[keyAt..]) is not var (item, length) || item is not CborMap key)
            return null;
        var id = bytes[HeadLength..keyAt].ToArray();
        return (new AttestedCredential(aaguid, id, key, bytes.Slice(keyAt, length).ToArray()), keyAt + length);
    }
}
