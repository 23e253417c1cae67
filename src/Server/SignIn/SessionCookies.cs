using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Sets and clears the cookies of signing in.</summary>
public sealed class SessionCookies(CookieNames names)
{
    private static readonly TimeSpan BrowserLife = TimeSpan.FromDays(365);

    public string? PendingToken(HttpRequest request) => request.Cookies[names.PendingSignIn];

    /// <summary>The digest under which the browser is known; null where it sent nothing that could be one.</summary>
    public string? BrowserId(HttpRequest request) =>
        request.Cookies[names.Browser] is { Length: > 0 and <= 64 } token ? TokenDigest.Of(token) : null;

    /// <summary>The digest under which questions for a passkey are given to this browser; null where it was asked none.</summary>
    public string? AskedId(HttpRequest request) =>
        request.Cookies[names.Asked] is { Length: > 0 and <= 64 } token ? TokenDigest.Of(token) : null;

    public void SetAsked(HttpResponse response, string token) => response.Cookies.Append(names.Asked, token, names.ForSession());

    public void SetPending(HttpResponse response, string token) =>
        response.Cookies.Append(names.PendingSignIn, token, names.Lasting(Core.SignIn.PendingSignIn.Life));

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
