using System.Net;
using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;

namespace Sallyport.Server.Web;

/// <summary>What the operator decides about the line service.</summary>
public sealed record IsProxySettings
{
    /// <summary>Where it listens; null: it is off.</summary>
    public IPEndPoint? Address { get; init; }
    public IsProxyTls Tls { get; init; }
    public string? Certificate { get; init; }
    public string? CertificateKey { get; init; }
    public Uri? Rdap { get; init; }
    public string? RdapBootstrap { get; init; }

    internal static IsProxySettings Read(SettingSource source)
    {
        var settings = new IsProxySettings
        {
            Address = source.Text(Setting.IsProxy) is { } address ? Endpoint(address) : null,
            Tls = source.Text(Setting.IsProxyTls) is { } word ? TlsOf(word) : IsProxyTls.Required,
            Certificate = source.Text(Setting.IsProxyCertificate),
            CertificateKey = source.Text(Setting.IsProxyCertificateKey),
            Rdap = source.Text(Setting.Rdap) is { } rdap ? Folder(rdap) : null,
            RdapBootstrap = source.Text(Setting.RdapBootstrap),
        };
        return settings is { Address: null } or { Tls: IsProxyTls.Off } or { Certificate: not null, CertificateKey: not null }
            ? settings
            : throw new StartRefusedException(
                $"{Setting.IsProxy.Name} needs {Setting.IsProxyCertificate.Name} and {Setting.IsProxyCertificateKey.Name}, or {Setting.IsProxyTls.Name}=off."
            );
    }

    private static IPEndPoint Endpoint(string text) =>
        IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0
            ? endpoint
            : throw new StartRefusedException($"{Setting.IsProxy.Name}: {text} is no address with a port, as 0.0.0.0:4343.");

    private static IsProxyTls TlsOf(string word) =>
        Words.Parse<IsProxyTls>(word)
        ?? throw new StartRefusedException($"{Setting.IsProxyTls.Name}: {word} is none of required, optional, off.");

    // What is put behind an address that does not end with a slash would replace its last part.
    private static Uri Folder(string text) => SettingSource.Address(Setting.Rdap, text.TrimEnd('/') + "/", "http", "https");
}
