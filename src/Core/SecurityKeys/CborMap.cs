namespace Sallyport.Core.SecurityKeys;

/// <summary>A CBOR map, asked for members of one type; null where a member is missing or of another type.</summary>
public sealed class CborMap(IReadOnlyDictionary<object, object> members)
{
    public int Count => members.Count;

    public long? Number(object key) =>
        Member(key) is Int128 number && number >= long.MinValue && number <= long.MaxValue ? (long)number : null;

    public byte[]? Bytes(object key) => Member(key) as byte[];

    public string? Text(string key) => Member(key) as string;

    public CborMap? Map(string key) => Member(key) as CborMap;

    public bool Has(object key) => Member(key) is not null;

    /// <summary>An array of byte strings: a chain of certificates.</summary>
    public IReadOnlyList<byte[]>? ListOfBytes(string key) =>
        Member(key) is List<object> items && items.TrueForAll(item => item is byte[]) ? [.. items.Cast<byte[]>()] : null;

    private object? Member(object key) => members.GetValueOrDefault(key is int number ? (Int128)number : key);
}
