using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Server.Web;

namespace Sallyport.Server.IsProxy;

/// <summary>The certificate of the line service, read anew when its files change: renewing it needs no restart.</summary>
public sealed class IsProxyCertificate(Settings settings, ILogger<IsProxyCertificate> log) : IDisposable
{
    private readonly Lock one = new();
    private SslServerAuthenticationOptions? options;
    private X509Certificate2? leaf;
    private (DateTime Certificate, DateTime Key) read;

    private volatile string? trouble;

    /// <summary>Why the former certificate serves, for an operator to read; null: the one in the file does.</summary>
    public string? Trouble => trouble;

    private string CertificateFile => settings.IsProxy.Certificate!;
    private string KeyFile => settings.IsProxy.CertificateKey!;

    /// <summary>For the next handshake. While new files cannot be read the former certificate serves.</summary>
    /// <exception cref="StartRefusedException">There never was one.</exception>
    public SslServerAuthenticationOptions Options()
    {
        lock (one)
        {
            var written = (File.GetLastWriteTimeUtc(CertificateFile), File.GetLastWriteTimeUtc(KeyFile));
            if (options is null || written != read)
                Read();
            read = written;
            return options!;
        }
    }

    public void Dispose() => leaf?.Dispose();

    private void Read()
    {
        var former = options;
        try
        {
            options = new SslServerAuthenticationOptions { ServerCertificateContext = Load() };
            trouble = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            if (former is null)
                throw new StartRefusedException(
                    $"{Setting.IsProxyCertificate.Name}, {Setting.IsProxyCertificateKey.Name}: {CertificateFile} and {KeyFile} are no certificate with its key ({fault.Message})."
                );
            trouble = $"{CertificateFile} cannot be used: {fault.Message}";
            log.LogError(fault, "The new certificate of the line service cannot be read. The former one serves.");
        }
    }

    private SslStreamCertificateContext Load()
    {
        leaf = X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(CertificateFile);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }
}
