using System.Formats.Cbor;

namespace Sallyport.Tests;

/// <summary>Section 8.6.</summary>
internal sealed class SoftU2f(SoftMaker maker, long holderAlgorithm = SoftKeyPair.Es256) : SoftAttestation
{
    private readonly SoftKeyPair holder = new(holderAlgorithm);

    public override string Format => "fido-u2f";

    /// <summary>The key of its attestation certificate, by which metadata knows it.</summary>
    public byte[] CertifiedPoint => holder.UncompressedPoint();

    public Func<byte[], byte[]> SpoilSigned { get; init; } = bytes => bytes;
    public bool HasTwoCertificates { get; init; }

    protected override IReadOnlyDictionary<string, Action<CborWriter>> Statement(SoftAnswer answer, SoftKeyPair pair)
    {
        byte[] signed = [0, .. answer.RpIdHash, .. answer.ClientDataHash, .. answer.CredentialId, .. pair.UncompressedPoint()];
        var certificate = maker.Certify(holder.Key, "CN=Acme U2F", SoftMaker.Authority(isOne: false));
        return new Dictionary<string, Action<CborWriter>>(StringComparer.Ordinal)
        {
            ["sig"] = writer => writer.WriteByteString(holder.Sign(SpoilSigned(signed))),
            ["x5c"] = HasTwoCertificates ? Path(certificate, maker.Root) : Path(certificate),
        };
    }
}
