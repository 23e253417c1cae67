using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Core.SecurityKeys;

/// <summary>Chains of certificates (RFC 5280 section 6), from an attestation certificate to a root that is handed in. Nothing is fetched.</summary>
public static class CertificatePath
{
    /// <summary>RFC 5280 section 4.2.1.2, method 1, in lower-case hex: how metadata names U2F keys. Null where it is no certificate.</summary>
    public static string? KeyIdOf(byte[] certificate)
    {
        using var read = Read(certificate);
        // The method prescribes SHA-1; it is a name here, and nothing is trusted for it.
        return read is null
            ? null
            : Convert.ToHexStringLower(
                CryptographicOperations.HashData(HashAlgorithmName.SHA1, read.PublicKey.EncodedKeyValue.RawData)
            );
    }

    /// <summary>Whom it is made out to, for a person to read.</summary>
    public static string SubjectOf(byte[] certificate)
    {
        using var read = Read(certificate);
        return read?.Subject ?? "";
    }

    /// <summary>Whether it leads to one of the roots, in which case the roots' own issuers do not matter; a path of one root alone does too.</summary>
    public static bool EndsIn(IReadOnlyList<byte[]> roots, IReadOnlyList<byte[]> path, DateTimeOffset now)
    {
        if (roots.Count == 0 || path.Count == 0)
            return false;
        var links = path.Select(Read).ToList();
        // A root that cannot be read is trusted by nobody, and does not speak against the others.
        var trusted = roots.Select(Read).OfType<X509Certificate2>().ToList();
        try
        {
            return !links.Contains(null) && EndsIn(trusted, links.ConvertAll(read => read!), now);
        }
        finally
        {
            trusted.ForEach(certificate => certificate.Dispose());
            links.ForEach(certificate => certificate?.Dispose());
        }
    }

    private static bool EndsIn(List<X509Certificate2> roots, List<X509Certificate2> path, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(path.ToArray());
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // Trusted certificates need not be roots of anything: makers list intermediate ones, and the attestation certificate itself. So
        // the framework may end the chain anywhere, and what it ends in is looked at here.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        return IsSound(chain, path[0]) && LeadsTo(roots, chain);
    }

    // The framework throws where a certificate is so broken that its library does not go on.
    private static bool IsSound(X509Chain chain, X509Certificate2 first)
    {
        try
        {
            return chain.Build(first);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool LeadsTo(List<X509Certificate2> roots, X509Chain chain)
    {
        var links = chain.ChainElements.Select(element => element.Certificate).ToList();
        var leads = links.Exists(link => roots.Exists(root => link.RawDataMemory.Span.SequenceEqual(root.RawDataMemory.Span)));
        links.ForEach(link => link.Dispose());
        return leads;
    }

    /// <summary>Null where the bytes are no certificate in DER, and nothing else.</summary>
    internal static X509Certificate2? Read(byte[] bytes)
    {
        try
        {
            if (bytes.Length == 0 || X509Certificate2.GetCertContentType(bytes) != X509ContentType.Cert)
                return null;
            var certificate = X509CertificateLoader.LoadCertificate(bytes);
            // It would take PEM too, and bytes behind the end.
            if (certificate.RawDataMemory.Length == bytes.Length)
                return certificate;
            certificate.Dispose();
            return null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
