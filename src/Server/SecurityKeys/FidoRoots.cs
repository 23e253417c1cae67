using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Server.Web;

namespace Sallyport.Server.SecurityKeys;

/// <summary>The certificates in which the signature of metadata has to end, by this node's own file.</summary>
internal static class FidoRoots
{
    /// <summary>In DER; null where no file is named, or it cannot be read as PEM.</summary>
    public static IReadOnlyList<byte[]>? Read(Settings settings)
    {
        if (settings.FidoRootFile is not { } file)
            return null;
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates.Count == 0 ? null : [.. certificates.Select(certificate => certificate.RawData)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }
}
