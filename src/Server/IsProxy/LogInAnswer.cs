namespace Sallyport.Server.IsProxy;

/// <summary>What came of a log-in.</summary>
/// <param name="Login">By what the connection is logged in; null: it is not.</param>
/// <param name="WasHeard">Whether the key or password was looked at: it was not where there were too many attempts, or the database was away.</param>
public sealed record LogInAnswer(IsProxyLogin? Login, bool WasHeard)
{
    public static readonly LogInAnswer Failed = new(null, WasHeard: true);
    public static readonly LogInAnswer Unheard = new(null, WasHeard: false);

    public static LogInAnswer By(IsProxyLogin login) => new(login, WasHeard: true);
}
