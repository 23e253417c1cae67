using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Sallyport.Core.AuthenticatorApps;

/// <summary>RFC 4226 section 5: a code from a key and a counter, with the further hashes of RFC 6238.</summary>
public static class Hotp
{
    public static string Code(ReadOnlySpan<byte> key, long counter, CodeHash hash, int digits)
    {
        Span<byte> message = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(message, counter);
        Span<byte> mac = stackalloc byte[HMACSHA512.HashSizeInBytes];
        var length = CryptographicOperations.HmacData(Name(hash), key, message, mac);
        var number = Truncated(mac[..length]) % (int)Math.Pow(10, digits);
        return number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    // SHA-1 is what apps know. Its broken collisions do not weaken an HMAC (RFC 6194 section 3.3).
    private static HashAlgorithmName Name(CodeHash hash) =>
        hash switch
        {
            CodeHash.Sha1 => HashAlgorithmName.SHA1,
            CodeHash.Sha256 => HashAlgorithmName.SHA256,
            CodeHash.Sha512 => HashAlgorithmName.SHA512,
        };

    // Section 5.3: the last four bits say where 31 bits are taken from; the sign bit is dropped.
    private static int Truncated(ReadOnlySpan<byte> mac) =>
        BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xF)..]) & int.MaxValue;
}
