using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Tests;

/// <summary>A maker of security keys: a root, and certificates by it.</summary>
internal sealed class SoftMaker : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;
    private int made;

    public SoftMaker(string name = "Acme Keys Root")
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root = request.CreateSelfSigned(From, Until);
    }

    public static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Until = new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>In DER.</summary>
    public byte[] Root => root.RawData;

    public byte[] Certify(AsymmetricAlgorithm holder, string subject, params X509Extension[] extensions)
    {
        var publicKey = holder switch
        {
            RSA rsa => PublicKey.CreateFromSubjectPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo(), out _),
            _ => PublicKey.CreateFromSubjectPublicKeyInfo(((ECDsa)holder).ExportSubjectPublicKeyInfo(), out _),
        };
        var request = new CertificateRequest(new X500DistinguishedName(subject), publicKey, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        using var certificate = request.Create(
            root.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            From,
            Until,
            [1, (byte)++made]
        );
        return certificate.RawData;
    }

    /// <summary>The extension that names a model: octets within octets.</summary>
    public static X509Extension Model(Guid aaguid, bool isCritical = false) =>
        new("1.3.6.1.4.1.45724.1.1.4", [4, 16, .. aaguid.ToByteArray(bigEndian: true)], isCritical);

    public static X509Extension Authority(bool isOne) => new X509BasicConstraintsExtension(isOne, false, 0, true);

    public void Dispose()
    {
        root.Dispose();
        key.Dispose();
    }
}
