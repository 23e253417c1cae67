using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>Signatures by the key of an attestation certificate, which may be of any curve.</summary>
internal static class CertificateSignature
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-1: the first TPMs know nothing else.</summary>
    public const long Rs1 = -65535;

    private const string Ed25519 = "1.3.101.112";

    /// <summary>The hash of an algorithm; null where it is none that attestation is checked with.</summary>
    public static HashAlgorithmName? HashOf(long algorithm) =>
        algorithm switch
        {
            (long)CoseAlgorithm.Es256 or (long)CoseAlgorithm.Rs256 => HashAlgorithmName.SHA256,
            (long)CoseAlgorithm.Es384 => HashAlgorithmName.SHA384,
            (long)CoseAlgorithm.Es512 => HashAlgorithmName.SHA512,
            Rs1 => HashAlgorithmName.SHA1,
            _ => null,
        };

    public static bool Verifies(
        PublicKey key,
        long algorithm,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature,
        Ed25519Check? ed25519
    )
    {
        if (algorithm == (long)CoseAlgorithm.EdDsa)
            return key.Oid.Value == Ed25519
                && key.EncodedKeyValue.RawData is { Length: 32 } point
                && ed25519?.Invoke(point, message, signature) == true;
        if (HashOf(algorithm) is not { } hash)
            return false;
        if (algorithm is (long)CoseAlgorithm.Rs256 or Rs1)
        {
            using var rsa = key.GetRSAPublicKey();
            return rsa?.VerifyData(message, signature, hash, RSASignaturePadding.Pkcs1) == true;
        }
        using var elliptic = key.GetECDsaPublicKey();
        return elliptic?.VerifyData(message, signature, hash, DSASignatureFormat.Rfc3279DerSequence) == true;
    }
}
