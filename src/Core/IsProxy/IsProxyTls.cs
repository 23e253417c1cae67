namespace Sallyport.Core.IsProxy;

/// <summary>Whether the line service speaks TLS.</summary>
public enum IsProxyTls
{
    /// <summary>Nobody logs in before <c>STARTTLS</c>.</summary>
    Required,
    Optional,
    Off,
}
