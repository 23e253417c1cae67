using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>The first certificate of a statement, asked what section 8 wants to know of it.</summary>
/// <remarks>
/// The framework reads names, extensions and keys when it is asked for them, and throws at those that it cannot read:
/// <see cref="AttestationFormats.Verify"/> waits for that.
/// </remarks>
internal sealed class AttestationCertificate : IDisposable
{
    /// <summary>id-fido-gen-ce-aaguid (8.2.1).</summary>
    private const string AaguidExtension = "1.3.6.1.4.1.45724.1.1.4";

    private readonly X509Certificate2 certificate;

    private AttestationCertificate(X509Certificate2 certificate) => this.certificate = certificate;

    /// <summary>Null where any of the path is no certificate.</summary>
    public static AttestationCertificate? Read(IReadOnlyList<byte[]> path)
    {
        foreach (var link in path.Skip(1))
        {
            using var read = CertificatePath.Read(link);
            if (read is null)
                return null;
        }
        return CertificatePath.Read(path[0]) is { } certificate ? new AttestationCertificate(certificate) : null;
    }

    public bool IsOfVersion3 => certificate.Version == 3;

    public bool HasEmptySubject => certificate.SubjectName.RawData is [0x30, 0];

    /// <summary>The one value that the subject has for a kind of name; null where it has none or several.</summary>
    public string? Subject(string oid)
    {
        var values = certificate
            .SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == oid)
            .Select(name => name.GetSingleElementValue())
            .ToList();
        return values is [{ } one] ? one : null;
    }

    /// <summary>Says so in basic constraints, which have to be there.</summary>
    public bool IsNoAuthority =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().ToList() is [{ CertificateAuthority: false }];

    /// <summary>Whether it may sign what this purpose names.</summary>
    public bool IsMeantFor(string purpose) =>
        certificate
            .Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(extension => extension.EnhancedKeyUsages.Cast<Oid>().Any(usage => usage.Value == purpose));

    /// <summary>The content of an extension; null where there is none.</summary>
    public byte[]? Extension(string oid) => Find(oid)?.RawData;

    /// <summary>Whether it is made for no model in particular, or for this one, and says so as 8.2.1 has it: an octet string, not critical.</summary>
    public bool SpeaksFor(Guid aaguid) =>
        Find(AaguidExtension) is not { } extension
        || (
            !extension.Critical && Octets(extension.RawData) is { Length: 16 } model && new Guid(model, bigEndian: true) == aaguid
        );

    public bool Is(CoseKey key) => key.Is(certificate.PublicKey);

    public bool HasSigned(byte[] message, byte[] signature, long algorithm, Ed25519Check? ed25519) =>
        CertificateSignature.Verifies(certificate.PublicKey, algorithm, message, signature, ed25519);

    /// <summary>A public key of ECDSA on P-256, as U2F demands it (8.6).</summary>
    public bool HasKeyOnP256
    {
        get
        {
            using var key = certificate.PublicKey.GetECDsaPublicKey();
            return key?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value
                == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
    }

    public void Dispose() => certificate.Dispose();

    private X509Extension? Find(string oid) => certificate.Extensions.FirstOrDefault(one => one.Oid?.Value == oid);

    private static byte[] Octets(byte[] der)
    {
        var octets = AsnDecoder.ReadOctetString(der, AsnEncodingRules.DER, out var length);
        return length == der.Length ? octets : [];
    }
}
