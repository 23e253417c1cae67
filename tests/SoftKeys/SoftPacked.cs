using System.Formats.Cbor;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Tests;

/// <summary>Section 8.2, signed by a maker; without one, by the key itself.</summary>
internal sealed class SoftPacked(SoftMaker? maker, long signsBy = SoftKeyPair.Es256) : SoftAttestation
{
    public const string UsualSubject = "C=SE, O=Acme Keys, OU=Authenticator Attestation, CN=Acme Key One";

    private readonly SoftKeyPair holder = new(signsBy);

    public override string Format => "packed";

    public string Subject { get; init; } = UsualSubject;
    public IReadOnlyList<X509Extension> Extensions { get; init; } = [SoftMaker.Authority(isOne: false)];

    /// <summary>What the statement says, where it is not the truth.</summary>
    public long? Algorithm { get; init; }
    public Func<byte[], byte[]> SpoilSigned { get; init; } = bytes => bytes;
    public Func<byte[], byte[]> SpoilCertificate { get; init; } = bytes => bytes;

    protected override IReadOnlyDictionary<string, Action<CborWriter>> Statement(SoftAnswer answer, SoftKeyPair pair)
    {
        var signer = maker is null ? pair : holder;
        var members = new Dictionary<string, Action<CborWriter>>(StringComparer.Ordinal)
        {
            ["alg"] = writer => writer.WriteInt64(Algorithm ?? signer.Algorithm),
            ["sig"] = writer => writer.WriteByteString(signer.Sign(SpoilSigned(answer.SignedBytes))),
        };
        if (maker is not null)
            members["x5c"] = Path(SpoilCertificate(maker.Certify(holder.Key, Subject, [.. Extensions])));
        return members;
    }
}
