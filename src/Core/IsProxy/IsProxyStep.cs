using Sallyport.Core.Common;

namespace Sallyport.Core.IsProxy;

/// <summary>What a line asks the server to do. Each but <see cref="End"/> is answered by one line.</summary>
public abstract record IsProxyStep
{
    private IsProxyStep() { }

    public sealed record Say(string Reply) : IsProxyStep;

    /// <summary>Say so, forget what arrived behind it, and encrypt.</summary>
    public sealed record Encrypt(string Reply) : IsProxyStep;

    public sealed record CheckKey(Secret Key) : IsProxyStep;

    public sealed record CheckPassword(string Name, Secret Password) : IsProxyStep;

    /// <param name="Domain">Which can be asked for.</param>
    /// <param name="Fields">As they were enabled when it was asked.</param>
    /// <param name="Key">It comes with this key, which must pass first; null: the connection is logged in.</param>
    public sealed record LookUp(AskedDomain Domain, ReplyFields Fields, Secret? Key) : IsProxyStep;

    /// <summary>Keys came in clear where TLS is required: others may have read them.</summary>
    public sealed record Expose(IReadOnlyList<Secret> Keys, string Reply) : IsProxyStep;

    /// <summary>Nothing more is read; what is pending is still answered.</summary>
    public sealed record End : IsProxyStep;
}
