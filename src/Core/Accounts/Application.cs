namespace Sallyport.Core.Accounts;

/// <summary>Something of an account's behind a proxy that asks who may pass. People are returned to registered ones after sign-in, and to nothing else (SIGN-8).</summary>
public sealed record Application
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The host name, the only one of the installation; <see cref="ApplicationHost"/>.</summary>
    public required string Host { get; init; }

    /// <summary>Null: any. A browser's cookies do not tell the ports of a host apart.</summary>
    public int? Port { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The host and, where it was named, the port.</summary>
    public string Address => new ApplicationHost(Host, Port).ToString();

    /// <summary>Whether people are returned to that address.</summary>
    /// <param name="address">Its host is this one's.</param>
    /// <param name="allowsPlainHttp">The installation itself is reached without encryption: development.</param>
    public bool Admits(ApplicationAddress address, bool allowsPlainHttp) =>
        Host == address.Host.Name
        && (Port is null || Port == address.Port)
        && (address.IsHttps || address.Host.IsLoopback || allowsPlainHttp);
}
