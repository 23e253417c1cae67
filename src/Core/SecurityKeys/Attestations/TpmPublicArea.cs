using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>TPMT_PUBLIC (TPM Library Part 2, section 12.2.4): a TPM's own form of a public key.</summary>
internal sealed class TpmPublicArea
{
    // TPM_ALG_ID.
    private const ushort Rsa = 0x0001;
    private const ushort Ecc = 0x0023;
    private const ushort None = 0x0010;
    private const ushort RsaEs = 0x0015;
    private const ushort EcDaa = 0x001A;

    /// <summary>A TPM writes 0 for the exponent that nearly all keys have.</summary>
    private const uint UsualExponent = 65537;

    private readonly byte[] bytes;
    private readonly ushort nameHash;

    // Of RSA: modulus and exponent. Of a curve: its number, and the point.
    private readonly (ushort Type, byte[] First, byte[] Second, uint Number) key;

    private TpmPublicArea(byte[] bytes, ushort nameHash, (ushort Type, byte[] First, byte[] Second, uint Number) key)
    {
        this.bytes = bytes;
        this.nameHash = nameHash;
        this.key = key;
    }

    /// <summary>Null where it is no key of RSA or a curve, or anything is missing or left over.</summary>
    public static TpmPublicArea? Parse(byte[] bytes)
    {
        var reader = new TpmReader(bytes);
        var type = reader.Short();
        var name = reader.Short();
        _ = reader.Word(); // objectAttributes
        _ = reader.Sized(); // authPolicy
        SkipSymmetric(reader);
        SkipScheme(reader);
        (ushort, byte[], byte[], uint)? parts = type switch
        {
            Rsa => ReadRsa(reader),
            Ecc => ReadPoint(reader),
            _ => null,
        };
        return reader.IsAtEnd && parts is { } read ? new TpmPublicArea(bytes, name, read) : null;
    }

    /// <summary>Whether both are the same key.</summary>
    public bool Is(CoseKey other) =>
        (other, key.Type) switch
        {
            (RsaKey rsa, Rsa) => Same(key.First, rsa.Modulus) && Same(Exponent(), rsa.Exponent),
            (EllipticKey elliptic, Ecc) => CurveOf(elliptic.Algorithm) == key.Number
                && Same(key.First, elliptic.Point.X!)
                && Same(key.Second, elliptic.Point.Y!),
            _ => false,
        };

    /// <summary>TPM Library Part 1, section 16: the hash that the area names for itself, and its hash by it. Empty for unknown ones.</summary>
    public byte[] Name()
    {
        if (HashOf(nameHash) is not { } hash)
            return [];
        var head = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(head, nameHash);
        return [.. head, .. CryptographicOperations.HashData(hash, bytes)];
    }

    private static (ushort, byte[], byte[], uint) ReadRsa(TpmReader reader)
    {
        _ = reader.Short(); // keyBits
        var exponent = reader.Word();
        return (Rsa, reader.Sized(), [], exponent == 0 ? UsualExponent : exponent);
    }

    private static (ushort, byte[], byte[], uint) ReadPoint(TpmReader reader)
    {
        var curve = reader.Short();
        SkipScheme(reader); // kdf
        return (Ecc, reader.Sized(), reader.Sized(), curve);
    }

    // TPMT_SYM_DEF_OBJECT: key length and mode, where there is a cipher.
    private static void SkipSymmetric(TpmReader reader)
    {
        if (reader.Short() != None)
            _ = reader.Take(2 * sizeof(ushort));
    }

    // TPMT_RSA_SCHEME, TPMT_ECC_SCHEME, TPMT_KDF_SCHEME: a hash, where the scheme has one; a count for the one that counts.
    private static void SkipScheme(TpmReader reader) =>
        _ = reader.Short() switch
        {
            None or RsaEs => [],
            EcDaa => reader.Take(2 * sizeof(ushort)),
            _ => reader.Take(sizeof(ushort)),
        };

    private byte[] Exponent()
    {
        var exponent = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(exponent, key.Number);
        return exponent;
    }

    // As numbers: some TPMs drop leading zeros, others write them.
    private static bool Same(byte[] one, byte[] other) =>
        one.AsSpan().TrimStart((byte)0).SequenceEqual(other.AsSpan().TrimStart((byte)0));

    // TPM_ECC_CURVE.
    private static uint CurveOf(CoseAlgorithm algorithm) =>
        algorithm switch
        {
            CoseAlgorithm.Es384 => 0x0004,
            CoseAlgorithm.Es512 => 0x0005,
            _ => 0x0003,
        };

    private static HashAlgorithmName? HashOf(ushort hash) =>
        hash switch
        {
            0x0004 => HashAlgorithmName.SHA1,
            0x000B => HashAlgorithmName.SHA256,
            0x000C => HashAlgorithmName.SHA384,
            0x000D => HashAlgorithmName.SHA512,
            _ => null,
        };
}
