using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Sallyport.Core.SecurityKeys.Metadata;

/// <summary>Metadata as it is handed out: signed, in the compact form of JWS (RFC 7515; FIDO Metadata Service 3, section 3.1.7).</summary>
public static class MetadataToken
{
    /// <summary>FIDO's own is some five million characters and grows slowly.</summary>
    public const int Longest = 64 * 1024 * 1024;

    /// <summary>Nothing of the content is used before chain and signature were found right (section 3.2, steps 3 to 6).</summary>
    /// <param name="token">The text of the file.</param>
    /// <param name="roots">In DER: where the signer's certificates have to end.</param>
    /// <param name="now">The time at which they have to be valid.</param>
    /// <param name="kept">The number of what is there already; an older issue is refused, the same one is not.</param>
    public static MetadataReading Read(string token, IReadOnlyList<byte[]> roots, DateTimeOffset now, long kept)
    {
        var parts = token.Length <= Longest ? token.Trim().Split('.') : [];
        if (parts is not [var head, var content, var seal])
            return new MetadataReading.Refused(MetadataFault.Malformed);
        if (Json(head) is not { } header || PathOf(header) is not { } path || BrowserJson.Decode(seal) is not { } signature)
            return new MetadataReading.Refused(MetadataFault.Malformed);
        if (!CertificatePath.EndsIn(roots, path, now))
            return new MetadataReading.Refused(MetadataFault.Chain);
        if (!IsSigned(path[0], BrowserJson.Text(header, "alg"), $"{head}.{content}", signature))
            return new MetadataReading.Refused(MetadataFault.Signature);
        if (Json(content) is not { } json || MetadataBlob.Parse(json) is not { } blob)
            return new MetadataReading.Refused(MetadataFault.Malformed);
        return blob.Number < kept
            ? new MetadataReading.Refused(MetadataFault.Older)
            : new MetadataReading.Read(blob, CertificatePath.SubjectOf(path[0]));
    }

    private static JsonElement? Json(string part) => BrowserJson.Decode(part) is { } bytes ? BrowserJson.Read(bytes) : null;

    // x5u would have to be fetched; what "crit" lists would have to be understood (RFC 7515 section 4.1.11).
    private static List<byte[]>? PathOf(JsonElement header)
    {
        if (
            BrowserJson.Has(header, "crit")
            || !header.TryGetProperty("x5c", out var path)
            || path.ValueKind != JsonValueKind.Array
        )
            return null;
        var certificates = new List<byte[]>();
        foreach (var item in path.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !item.TryGetBytesFromBase64(out var certificate))
                return null;
            certificates.Add(certificate);
        }
        return certificates.Count > 0 ? certificates : null;
    }

    private static bool IsSigned(byte[] certificate, string? algorithm, string text, byte[] signature)
    {
        using var signer = X509CertificateLoader.LoadCertificate(certificate);
        var bytes = Encoding.ASCII.GetBytes(text);
        using var rsa = algorithm == "RS256" ? signer.GetRSAPublicKey() : null;
        using var elliptic = algorithm == "ES256" ? signer.GetECDsaPublicKey() : null;
        return rsa?.VerifyData(bytes, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ?? elliptic?.VerifyData(
                bytes,
                signature,
                HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            )
            ?? false;
    }
}
