using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Sallyport.Tests;

/// <summary>A key of one of the algorithms that security keys have.</summary>
internal sealed class SoftKeyPair(long algorithm)
{
    public const long EdDsa = -8;
    public const long Es256 = -7;
    public const long Es384 = -35;
    public const long Es512 = -36;
    public const long Rs256 = -257;

    /// <summary>By way of SHA-1: for certificates of old makers alone.</summary>
    public const long Rs1 = -65535;

    private readonly AsymmetricAlgorithm? key = Make(algorithm);
    private readonly (byte[] Public, byte[] Secret) edwards =
        algorithm == EdDsa ? SoftEd25519.Pair(RandomNumberGenerator.GetBytes(32)) : default;

    public long Algorithm => algorithm;

    /// <summary>As the framework knows it; it does not know Ed25519.</summary>
    public AsymmetricAlgorithm Key => key!;

    public byte[] Sign(byte[] message) =>
        key is null ? SoftEd25519.Sign(edwards.Secret, message)
        : key is RSA rsa ? rsa.SignData(message, Hash(), RSASignaturePadding.Pkcs1)
        : ((ECDsa)key).SignData(message, Hash(), DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>As X9.62 has it, and U2F; nothing for keys that have none.</summary>
    public byte[] UncompressedPoint() =>
        key is ECDsa elliptic && elliptic.ExportParameters(includePrivateParameters: false).Q is var point
            ? [4, .. point.X!, .. point.Y!]
            : [];

    /// <summary>The public half as COSE key, in CTAP2's canonical form.</summary>
    public byte[] Cose()
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        if (key is null)
            WriteEdwards(writer);
        else if (key is RSA rsa)
            Write(writer, rsa.ExportParameters(includePrivateParameters: false));
        else
            Write(writer, ((ECDsa)key).ExportParameters(includePrivateParameters: false).Q);
        return writer.Encode();
    }

    private void WriteEdwards(CborWriter writer)
    {
        writer.WriteStartMap(4);
        Pair(writer, 1, 1);
        Pair(writer, 3, algorithm);
        Pair(writer, -1, 6);
        Pair(writer, -2, edwards.Public);
        writer.WriteEndMap();
    }

    private void Write(CborWriter writer, RSAParameters parameters)
    {
        writer.WriteStartMap(4);
        Pair(writer, 1, 3);
        Pair(writer, 3, algorithm);
        Pair(writer, -1, parameters.Modulus!);
        Pair(writer, -2, parameters.Exponent!);
        writer.WriteEndMap();
    }

    private void Write(CborWriter writer, ECPoint point)
    {
        writer.WriteStartMap(5);
        Pair(writer, 1, 2);
        Pair(writer, 3, algorithm);
        Pair(writer, -1, CurveNumber());
        Pair(writer, -2, point.X!);
        Pair(writer, -3, point.Y!);
        writer.WriteEndMap();
    }

    private static void Pair(CborWriter writer, int label, long value)
    {
        writer.WriteInt32(label);
        writer.WriteInt64(value);
    }

    private static void Pair(CborWriter writer, int label, byte[] value)
    {
        writer.WriteInt32(label);
        writer.WriteByteString(value);
    }

    private int CurveNumber() =>
        algorithm switch
        {
            Es384 => 2,
            Es512 => 3,
            _ => 1,
        };

    private HashAlgorithmName Hash() =>
        algorithm switch
        {
            Es384 => HashAlgorithmName.SHA384,
            Es512 => HashAlgorithmName.SHA512,
            Rs1 => HashAlgorithmName.SHA1,
            _ => HashAlgorithmName.SHA256,
        };

    private static AsymmetricAlgorithm? Make(long algorithm) =>
        algorithm switch
        {
            Es256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            Es384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            Es512 => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            Rs256 or Rs1 => RSA.Create(2048),
            EdDsa => null,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
}
