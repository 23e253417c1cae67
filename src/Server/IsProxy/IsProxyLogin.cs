using Sallyport.Core.Common;

namespace Sallyport.Server.IsProxy;

/// <summary>By what a connection is logged in: what must go on being good while it is open.</summary>
public abstract record IsProxyLogin
{
    private IsProxyLogin() { }

    /// <param name="Key">Checked again and again: the check itself knows all reasons why it may pass no longer.</param>
    public sealed record ByKey(Secret Key) : IsProxyLogin;

    /// <param name="UserId">Whose password.</param>
    /// <param name="ChangedAt">Which one: of when it was when it passed.</param>
    public sealed record ByPassword(string UserId, DateTimeOffset? ChangedAt) : IsProxyLogin;
}
