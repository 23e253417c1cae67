using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Server.Accounts;

/// <summary>
/// The shipped list of common passwords of eight symbols and more, as a set of 33-bit truncated SHA-256 digests: the first 17 bits
/// choose a bucket, the next 16 are kept in it. Of passwords that are not in the list one in 18,000 is refused by chance. Made by
/// <c>tools/CommonPasswords</c>: one byte for the size of each bucket, then the kept bits of all buckets, two bytes each.
/// </summary>
public sealed class CommonPasswords
{
    public const string Resource = "common-passwords.bin";
    public const int Buckets = 1 << 17;
    public const int KeptLength = sizeof(ushort);

    private readonly Lazy<(byte[] Bytes, int[] Starts)> list = new(Load);

    /// <summary>Takes the password in its canonical form (<c>PasswordText.Canonical</c>).</summary>
    public bool Contain(string canonical)
    {
        var (bytes, starts) = list.Value;
        var (bucket, kept) = Place(canonical);
        for (var at = starts[bucket]; at < starts[bucket + 1]; at += KeptLength)
            if (BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)) == kept)
                return true;
        return false;
    }

    public static (int Bucket, ushort Kept) Place(string canonical)
    {
        var digest = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        return ((int)(digest >> 47), (ushort)(digest >> 31));
    }

    private static (byte[] Bytes, int[] Starts) Load()
    {
        using var resource = typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        var starts = new int[Buckets + 1];
        starts[0] = Buckets;
        for (var bucket = 0; bucket < Buckets; bucket++)
            starts[bucket + 1] = starts[bucket] + bytes[bucket] * KeptLength;
        return (bytes, starts);
    }
}
