using System.Numerics;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Core.SecurityKeys;

/// <summary>A key of EdDSA (RFC 9053 section 7.2), which for 5.8.5 is Ed25519 alone.</summary>
internal sealed class Ed25519Key : CoseKey
{
    public const int Type = 1;
    private const int CurveLabel = -1;
    private const int XLabel = -2;
    private const int Curve = 6;
    private const int Length = 32;

    private readonly byte[] bytes;

    private Ed25519Key(byte[] bytes)
        : base(CoseAlgorithm.EdDsa) => this.bytes = bytes;

    public static new Ed25519Key? Parse(CborMap map) =>
        map.Count == 4 && map.Number(CurveLabel) == Curve && map.Bytes(XLabel) is { Length: Length } bytes && IsOnCurve(bytes)
            ? new Ed25519Key(bytes)
            : null;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = Reduced(-121665 * BigInteger.ModPow(121666, Prime - 2, Prime));

    // RFC 8032 section 5.1.3: there is a point where (y² - 1) / (d y² + 1) is a square. The highest bit is the sign of x.
    private static bool IsOnCurve(byte[] bytes)
    {
        var y = new BigInteger(bytes, isUnsigned: true) & ((BigInteger.One << 255) - 1);
        if (y >= Prime)
            return false;
        var square = Reduced(y * y);
        var x2 = Reduced((square - 1) * BigInteger.ModPow(Reduced(D * square + 1), Prime - 2, Prime));
        return BigInteger.ModPow(x2, (Prime - 1) / 2, Prime) <= 1;
    }

    private static BigInteger Reduced(BigInteger number) =>
        BigInteger.Remainder(BigInteger.Remainder(number, Prime) + Prime, Prime);

    public override bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, Ed25519Check? ed25519) =>
        ed25519 is not null && ed25519(bytes, message, signature);

    public override bool Is(PublicKey other) =>
        other.Oid.Value == "1.3.101.112" && other.EncodedKeyValue.RawData.AsSpan().SequenceEqual(bytes);
}
