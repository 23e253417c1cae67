using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Core.SecurityKeys;

/// <summary>A credential's public key: a COSE_Key (RFC 9052 section 7) under the rules of 5.8.5 and 6.5.1.</summary>
internal abstract class CoseKey(CoseAlgorithm algorithm)
{
    // Labels of RFC 9052 section 7.1.
    private const int TypeLabel = 1;
    private const int AlgorithmLabel = 3;

    public CoseAlgorithm Algorithm => algorithm;

    /// <summary>The algorithm that a map names, known or not; null where it names none.</summary>
    public static long? AlgorithmOf(CborMap map) => map.Number(AlgorithmLabel);

    /// <summary>Null where a parameter is missing, left over, of the wrong length, or makes no sound key.</summary>
    public static CoseKey? Parse(CborMap map) =>
        (AlgorithmOf(map), map.Number(TypeLabel)) switch
        {
            ((long)CoseAlgorithm.EdDsa, Ed25519Key.Type) => Ed25519Key.Parse(map),
            ((long)CoseAlgorithm.Es256 or (long)CoseAlgorithm.Es384 or (long)CoseAlgorithm.Es512, EllipticKey.Type) =>
                EllipticKey.Parse(map),
            ((long)CoseAlgorithm.Rs256, RsaKey.Type) => RsaKey.Parse(map),
            _ => null,
        };

    public static CoseKey? Parse(byte[] bytes) => Cbor.ReadOne(bytes) is CborMap map ? Parse(map) : null;

    public abstract bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, Ed25519Check? ed25519);

    /// <summary>Whether a certificate is about this key.</summary>
    public abstract bool Is(PublicKey other);
}
