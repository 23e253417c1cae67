using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Sets and clears the cookies of signing in.</summary>
public sealed class SessionCookies(CookieNames names)
{
    private static readonly TimeSpan BrowserLife = TimeSpan.FromDays(365);

    // One for each tab in which somebody signs in; older ones begin again.
    private const int MostPending = 5;

    /// <summary>The half sign-ins of this browser, the newest first.</summary>
    public IReadOnlyList<string> PendingTokens(HttpRequest request) =>
        request.Cookies[names.PendingSignIn] is { Length: > 0 } tokens
            ? [.. tokens.Split('.').Take(MostPending).Where(token => token.Length is > 0 and <= 64)]
            : [];

    /// <summary>The digest under which the browser is known; null where it sent nothing that could be one.</summary>
    public string? BrowserId(HttpRequest request) =>
        request.Cookies[names.Browser] is { Length: > 0 and <= 64 } token ? TokenDigest.Of(token) : null;

    /// <summary>The digest under which questions for a passkey are given to this browser; null where it was asked none.</summary>
    public string? AskedId(HttpRequest request) =>
        request.Cookies[names.Asked] is { Length: > 0 and <= 64 } token ? TokenDigest.Of(token) : null;

    public void SetAsked(HttpResponse response, string token) => response.Cookies.Append(names.Asked, token, names.ForSession());

    /// <summary>Adds a half sign-in to those of other tabs.</summary>
    public void AddPending(HttpResponse response, string token) =>
        response.Cookies.Append(
            names.PendingSignIn,
            string.Join('.', PendingTokens(response.HttpContext.Request).Take(MostPending - 1).Prepend(token)),
            names.Lasting(Core.SignIn.PendingSignIn.Life)
        );

    public void SetOpened(HttpResponse response, OpenedSession session)
    {
        response.Cookies.Append(names.Session, session.Token, names.ForSession());
        if (session.BrowserToken is { } browser)
            response.Cookies.Append(names.Browser, browser, names.Lasting(BrowserLife));
        response.Cookies.Delete(names.PendingSignIn, names.ForSession());
        response.Cookies.Delete(names.CultureNow, names.ForSession());
    }

    public void Clear(HttpResponse response)
    {
        response.Cookies.Delete(names.Session, names.ForSession());
        response.Cookies.Delete(names.PendingSignIn, names.ForSession());
        response.Cookies.Delete(names.CultureNow, names.ForSession());
        // Not "cookies": other applications may live on the same host.
        response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }
}
