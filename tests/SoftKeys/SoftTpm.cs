using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Tests;

/// <summary>Section 8.3.</summary>
internal sealed class SoftTpm(SoftMaker maker) : SoftAttestation
{
    public const string AikPurpose = "2.23.133.8.3";

    private readonly SoftKeyPair holder = new(SoftKeyPair.Es256);

    public override string Format => "tpm";

    public string Version { get; init; } = "2.0";
    public string Subject { get; init; } = "";
    public string Purpose { get; init; } = AikPurpose;
    public string Manufacturer { get; init; } = "id:414D4400";
    public bool IsAuthority { get; init; }
    public Guid? Model { get; init; }
    public uint Magic { get; init; } = 0xFF544347;
    public ushort Type { get; init; } = 0x8017;
    public Func<byte[], byte[]> SpoilExtraData { get; init; } = bytes => bytes;
    public Func<byte[], byte[]> SpoilName { get; init; } = bytes => bytes;
    public Func<byte[], byte[]> SpoilCertInfo { get; init; } = bytes => bytes;

    /// <summary>Runs where the area is whole, before its name is made.</summary>
    public Func<byte[], byte[]> SpoilPublicArea { get; init; } = bytes => bytes;

    protected override IReadOnlyDictionary<string, Action<CborWriter>> Statement(SoftAnswer answer, SoftKeyPair pair)
    {
        var area = SpoilPublicArea(Area(pair.Key));
        byte[] name = [0, 0x0B, .. SHA256.HashData(area)];
        var info = Certification(SpoilExtraData(SHA256.HashData(answer.SignedBytes)), SpoilName(name));
        return new Dictionary<string, Action<CborWriter>>(StringComparer.Ordinal)
        {
            ["alg"] = writer => writer.WriteInt64(holder.Algorithm),
            ["sig"] = writer => writer.WriteByteString(holder.Sign(info)),
            ["ver"] = writer => writer.WriteTextString(Version),
            ["x5c"] = Path(Certificate()),
            ["pubArea"] = writer => writer.WriteByteString(area),
            ["certInfo"] = writer => writer.WriteByteString(SpoilCertInfo(info)),
        };
    }

    private static byte[] Area(AsymmetricAlgorithm key) =>
        key switch
        {
            // Type, hash for the name, attributes, policy; no cipher, no scheme; bits, exponent 0 for 65537; modulus.
            RSA rsa =>
            [
                .. (byte[])[0, 1, 0, 0x0B, 0, 6, 4, 0x72, 0, 0, 0, 0x10, 0, 0x10, 8, 0, 0, 0, 0, 0],
                .. Sized(rsa.ExportParameters(includePrivateParameters: false).Modulus!),
            ],
            // The same; curve P-256, no derivation; the point.
            _ =>
            [
                .. (byte[])[0, 0x23, 0, 0x0B, 0, 6, 4, 0x72, 0, 0, 0, 0x10, 0, 0x10, 0, 3, 0, 0x10],
                .. Sized(((ECDsa)key).ExportParameters(includePrivateParameters: false).Q.X!),
                .. Sized(((ECDsa)key).ExportParameters(includePrivateParameters: false).Q.Y!),
            ],
        };

    private byte[] Certification(byte[] extraData, byte[] name)
    {
        var head = new byte[6];
        BinaryPrimitives.WriteUInt32BigEndian(head, Magic);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), Type);
        // Qualified signer; extra data; clock and firmware; name; qualified name.
        return [.. head, .. Sized([1, 2]), .. Sized(extraData), .. new byte[25], .. Sized(name), .. Sized([3, 4])];
    }

    private byte[] Certificate()
    {
        List<X509Extension> extensions =
        [
            SoftMaker.Authority(IsAuthority),
            new X509EnhancedKeyUsageExtension([new Oid(Purpose)], critical: false),
            AlternativeName(),
        ];
        if (Model is { } model)
            extensions.Add(SoftMaker.Model(model));
        return maker.Certify(holder.Key, Subject, [.. extensions]);
    }

    private X509Extension AlternativeName()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
        using (writer.PushSequence())
        {
            Write(writer, "2.23.133.2.1", Manufacturer);
            Write(writer, "2.23.133.2.2", "Soft TPM");
            Write(writer, "2.23.133.2.3", "id:1");
        }
        return new X509Extension("2.5.29.17", writer.Encode(), critical: true);
    }

    private static void Write(AsnWriter writer, string oid, string value)
    {
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
        }
    }

    private static byte[] Sized(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
