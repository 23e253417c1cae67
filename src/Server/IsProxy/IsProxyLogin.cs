using Sallyport.Core.Accounts;

namespace Sallyport.Server.IsProxy;

/// <summary>By what a connection is logged in: what must go on being good while it is open.</summary>
public abstract record IsProxyLogin
{
    private IsProxyLogin() { }

    /// <param name="User">As it was when the password passed.</param>
    public sealed record ByPassword(User User) : IsProxyLogin;
}
