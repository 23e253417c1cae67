using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Core.SecurityKeys;

/// <summary>A key of ECDSA (RFC 9053 section 7.1.1), each algorithm with its one curve (5.8.5).</summary>
internal sealed class EllipticKey : CoseKey
{
    public const int Type = 2;
    private const int CurveLabel = -1;
    private const int XLabel = -2;
    private const int YLabel = -3;

    private readonly ECParameters parameters;

    private EllipticKey(CoseAlgorithm algorithm, ECParameters parameters)
        : base(algorithm) => this.parameters = parameters;

    public ECPoint Point => parameters.Q;

    /// <summary>Points are uncompressed and of full length; the framework refuses those that are not on the curve.</summary>
    public static new EllipticKey? Parse(CborMap map)
    {
        var algorithm = (CoseAlgorithm)AlgorithmOf(map)!.Value;
        var (number, curve, length) = CurveOf(algorithm);
        if (map.Count != 5 || map.Number(CurveLabel) != number)
            return null;
        if (map.Bytes(XLabel) is not { } x || map.Bytes(YLabel) is not { } y || x.Length != length || y.Length != length)
            return null;
        var point = new ECParameters
        {
            Curve = curve,
            Q = new ECPoint { X = x, Y = y },
        };
        try
        {
            using var _ = ECDsa.Create(point);
            return new EllipticKey(algorithm, point);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public override bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, Ed25519Check? ed25519)
    {
        using var key = ECDsa.Create(parameters);
        // 6.5.5: DER.
        return key.VerifyData(message, signature, HashOf(Algorithm), DSASignatureFormat.Rfc3279DerSequence);
    }

    public override bool Is(PublicKey other)
    {
        using var key = other.GetECDsaPublicKey();
        return key?.ExportParameters(includePrivateParameters: false) is { } theirs
            && theirs.Curve.Oid.Value == parameters.Curve.Oid.Value
            && theirs.Q.X.AsSpan().SequenceEqual(Point.X)
            && theirs.Q.Y.AsSpan().SequenceEqual(Point.Y);
    }

    private static (int Number, ECCurve Curve, int Length) CurveOf(CoseAlgorithm algorithm) =>
        algorithm switch
        {
            CoseAlgorithm.Es384 => (2, ECCurve.NamedCurves.nistP384, 48),
            CoseAlgorithm.Es512 => (3, ECCurve.NamedCurves.nistP521, 66),
            _ => (1, ECCurve.NamedCurves.nistP256, 32),
        };

    private static HashAlgorithmName HashOf(CoseAlgorithm algorithm) =>
        algorithm switch
        {
            CoseAlgorithm.Es384 => HashAlgorithmName.SHA384,
            CoseAlgorithm.Es512 => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
}
