using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Core.SecurityKeys;

/// <summary>A key of RSA (RFC 8230 section 4).</summary>
internal sealed class RsaKey : CoseKey
{
    public const int Type = 3;
    private const int ModulusLabel = -1;
    private const int ExponentLabel = -2;

    /// <summary>112 bits of strength (SP 800-63B section 3.2.4); TPMs make no longer ones.</summary>
    private const int ShortestModulus = 2048;

    /// <summary>Longer ones are not made, but cost: checking grows with the square.</summary>
    private const int LongestModulus = 8192;

    /// <summary>Smaller exponents have broken too many paddings (FIPS 186-5 section 5.1).</summary>
    private const int SmallestExponent = 65537;

    private readonly RSAParameters parameters;

    private RsaKey(RSAParameters parameters)
        : base(CoseAlgorithm.Rs256) => this.parameters = parameters;

    public byte[] Modulus => parameters.Modulus!;
    public byte[] Exponent => parameters.Exponent!;

    public static new RsaKey? Parse(CborMap map)
    {
        if (map.Count != 4 || map.Bytes(ModulusLabel) is not { } modulus || map.Bytes(ExponentLabel) is not { } exponent)
            return null;
        return IsShort(modulus) && IsShort(exponent) && IsSound(modulus, exponent)
            ? new RsaKey(new RSAParameters { Modulus = modulus, Exponent = exponent })
            : null;
    }

    // RFC 8230: no leading zeros.
    private static bool IsShort(byte[] number) => number.Length is > 0 and <= LongestModulus / 8 && number[0] != 0;

    private static bool IsSound(byte[] modulus, byte[] exponent)
    {
        var (n, e) = (Number(modulus), Number(exponent));
        return n.GetBitLength() >= ShortestModulus
            && !n.IsEven
            && !e.IsEven
            && e >= SmallestExponent
            && exponent.Length <= sizeof(uint);
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public override bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, Ed25519Check? ed25519)
    {
        using var key = RSA.Create(parameters);
        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public override bool Is(PublicKey other)
    {
        using var key = other.GetRSAPublicKey();
        return key?.ExportParameters(includePrivateParameters: false) is { } theirs
            && theirs.Modulus.AsSpan().SequenceEqual(Modulus)
            && theirs.Exponent.AsSpan().SequenceEqual(Exponent);
    }
}
