using System.Formats.Cbor;

namespace Sallyport.Core.SecurityKeys;

/// <summary>
/// CBOR as authenticators write it (CTAP2 canonical form, section 8): one item, lengths given, no tags, no key twice. The order of keys and
/// the length of numbers are not held against anybody: browsers have always reordered maps, and nothing is signed over them.
/// </summary>
public static class Cbor
{
    /// <summary>An attestation object nests four deep; nothing honest comes near it.</summary>
    public const int Deepest = 16;

    /// <summary>A chain of certificates is a few kilobytes; the rest is somebody's attempt to keep us busy.</summary>
    public const int Longest = 64 * 1024;

    /// <summary>The one item that the bytes are; null where they are none, or more than one.</summary>
    public static object? ReadOne(ReadOnlyMemory<byte> bytes) =>
        ReadFirst(bytes) is var (item, length) && length == bytes.Length ? item : null;

    /// <summary>The first item and how many bytes it took; null where there is none.</summary>
    /// <remarks>
    /// An <see cref="Int128"/>, a <c>byte[]</c>, a <c>string</c>, a <see cref="List{T}"/>, a <see cref="CborMap"/>, a <c>bool</c>, a <c>double</c>
    /// or <see cref="Nothing"/>.
    /// </remarks>
    public static (object Item, int Length)? ReadFirst(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length is 0 or > Longest)
            return null;
        var reader = new CborReader(bytes, CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
        try
        {
            return Item(reader, 0) is { } item ? (item, bytes.Length - reader.BytesRemaining) : null;
        }
        // The reader's ways to say that bytes are not CBOR. The last is for the reserved kinds of simple values, where it trips over itself.
        catch (Exception fault) when (fault is CborContentException or OverflowException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>CBOR's null and undefined, and simple values that mean nothing.</summary>
    public static readonly object Nothing = new();

    private static object? Item(CborReader reader, int depth) =>
        depth > Deepest
            ? null
            : reader.PeekState() switch
            {
                CborReaderState.UnsignedInteger => (Int128)reader.ReadUInt64(),
                CborReaderState.NegativeInteger => -1 - (Int128)reader.ReadCborNegativeIntegerRepresentation(),
                CborReaderState.ByteString => reader.ReadByteString(),
                CborReaderState.TextString => reader.ReadTextString(),
                CborReaderState.StartArray => Array(reader, depth),
                CborReaderState.StartMap => Map(reader, depth),
                CborReaderState.Boolean => reader.ReadBoolean(),
                CborReaderState.HalfPrecisionFloat
                or CborReaderState.SinglePrecisionFloat
                or CborReaderState.DoublePrecisionFloat => reader.ReadDouble(),
                CborReaderState.Null or CborReaderState.SimpleValue => Simple(reader),
                // Tags, and strings without a length.
                _ => null,
            };

    private static object Simple(CborReader reader)
    {
        reader.SkipValue();
        return Nothing;
    }

    private static List<object>? Array(CborReader reader, int depth)
    {
        if (reader.ReadStartArray() is not { } length)
            return null;
        var items = new List<object>();
        for (var left = length; left > 0; left--)
        {
            if (Item(reader, depth + 1) is not { } item)
                return null;
            items.Add(item);
        }
        reader.ReadEndArray();
        return items;
    }

    private static CborMap? Map(CborReader reader, int depth)
    {
        if (reader.ReadStartMap() is not { } length)
            return null;
        var members = new Dictionary<object, object>();
        for (var left = length; left > 0; left--)
        {
            // Twice by value too: the reader sees it only where both are spelt alike.
            if (Item(reader, depth + 1) is not { } key || Item(reader, depth + 1) is not { } value || !members.TryAdd(key, value))
                return null;
        }
        reader.ReadEndMap();
        return new CborMap(members);
    }
}
