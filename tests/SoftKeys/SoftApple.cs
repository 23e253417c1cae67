using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Tests;

/// <summary>Section 8.8.</summary>
internal sealed class SoftApple(SoftMaker maker) : SoftAttestation
{
    public override string Format => "apple";

    public Func<byte[], byte[]> SpoilNonce { get; init; } = bytes => bytes;

    /// <summary>Certifies another key than the new one.</summary>
    public SoftKeyPair? Other { get; init; }

    protected override IReadOnlyDictionary<string, Action<CborWriter>> Statement(SoftAnswer answer, SoftKeyPair pair)
    {
        var nonce = SpoilNonce(SHA256.HashData(answer.SignedBytes));
        var content = new AsnWriter(AsnEncodingRules.DER);
        using (content.PushSequence())
        using (content.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            content.WriteOctetString(nonce);
        var extension = new X509Extension("1.2.840.113635.100.8.2", content.Encode(), critical: false);
        return new Dictionary<string, Action<CborWriter>>(StringComparer.Ordinal)
        {
            ["x5c"] = Path(maker.Certify((Other ?? pair).Key, "CN=Acme Anonymous", extension)),
        };
    }
}
