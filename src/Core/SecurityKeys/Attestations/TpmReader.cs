using System.Buffers.Binary;

namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>Structures of TPM 2.0 (TPM Library Part 2), byte for byte. What does not fit makes it fail for good: ask at the end.</summary>
internal sealed class TpmReader(byte[] bytes)
{
    private int at;
    private bool hasFailed;

    public bool IsAtEnd => !hasFailed && at == bytes.Length;

    public ushort Short() =>
        Take(sizeof(ushort)) is { Length: > 0 } taken ? BinaryPrimitives.ReadUInt16BigEndian(taken) : (ushort)0;

    public uint Word() => Take(sizeof(uint)) is { Length: > 0 } taken ? BinaryPrimitives.ReadUInt32BigEndian(taken) : 0;

    /// <summary>A TPM2B: its length in two bytes, then so many.</summary>
    public byte[] Sized() => Take(Short());

    public byte[] Take(int count)
    {
        hasFailed |= count > bytes.Length - at;
        if (hasFailed)
            return [];
        at += count;
        return bytes[(at - count)..at];
    }
}
