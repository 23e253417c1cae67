using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Tests;

/// <summary>Section 8.4.</summary>
internal sealed class SoftAndroidKey(SoftMaker maker) : SoftAttestation
{
    private const int PurposeTag = 1;
    private const int AllApplicationsTag = 600;
    private const int OriginTag = 702;

    public override string Format => "android-key";

    public IReadOnlyList<int> Purposes { get; init; } = [2];
    public int Origin { get; init; }
    public bool IsForAllApplications { get; init; }
    public bool IsWithoutDescription { get; init; }
    public Func<byte[], byte[]> SpoilChallenge { get; init; } = bytes => bytes;
    public Func<byte[], byte[]> SpoilSigned { get; init; } = bytes => bytes;

    /// <summary>Certifies, and signs with, another key than the new one.</summary>
    public SoftKeyPair? Other { get; init; }

    protected override IReadOnlyDictionary<string, Action<CborWriter>> Statement(SoftAnswer answer, SoftKeyPair pair)
    {
        var holder = Other ?? pair;
        X509Extension[] extensions = IsWithoutDescription ? [] : [Description(SpoilChallenge(answer.ClientDataHash))];
        return new Dictionary<string, Action<CborWriter>>(StringComparer.Ordinal)
        {
            ["alg"] = writer => writer.WriteInt64(holder.Algorithm),
            ["sig"] = writer => writer.WriteByteString(holder.Sign(SpoilSigned(answer.SignedBytes))),
            ["x5c"] = Path(maker.Certify(holder.Key, "CN=Android Keystore Key", extensions)),
        };
    }

    private X509Extension Description(byte[] challenge)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(300);
            writer.WriteEnumeratedValue(Level.TrustedEnvironment);
            writer.WriteInteger(300);
            writer.WriteEnumeratedValue(Level.TrustedEnvironment);
            writer.WriteOctetString(challenge);
            writer.WriteOctetString([]);
            using (writer.PushSequence()) { }
            WriteAuthorizations(writer);
        }
        return new X509Extension("1.3.6.1.4.1.11129.2.1.17", writer.Encode(), critical: false);
    }

    private void WriteAuthorizations(AsnWriter writer)
    {
        using var list = writer.PushSequence();
        using (writer.PushSequence(Tag(PurposeTag)))
        using (writer.PushSetOf())
            foreach (var purpose in Purposes)
                writer.WriteInteger(purpose);
        if (IsForAllApplications)
            using (writer.PushSequence(Tag(AllApplicationsTag)))
                writer.WriteNull();
        using (writer.PushSequence(Tag(OriginTag)))
            writer.WriteInteger(Origin);
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);

    private enum Level
    {
        TrustedEnvironment = 1,
    }
}
