namespace Sallyport.Server.Web;

/// <summary>The cookies and how they are set. On https they are bound to the host (<c>__Host-</c>); plain http is for development and loopback.</summary>
public sealed class CookieNames(Settings settings)
{
    private string[]? all;

    // __Host- makes the browser refuse a cookie that is not Secure, not for the whole host, or set by a neighbouring host.
    private string Prefix => settings.IsHttps ? "__Host-" : "";

    public string Session => Prefix + "sid";
    public string PendingSignIn => Prefix + "login";
    public string Browser => Prefix + "device";

    /// <summary>On the host of an application: what stands there for a session (docs/forward-auth.md).</summary>
    public string Forward => Prefix + "fwd";

    /// <summary>On the host of an application: which browser began to sign in there.</summary>
    public string ForwardStart => Prefix + "fwdstart";

    /// <summary>To whom a question for a passkey was given: nobody is known yet.</summary>
    public string Asked => Prefix + "asked";
    public string Antiforgery => Prefix + "form";
    public string Culture => Prefix + "lang";

    /// <summary>What a signed-in person chose in the footer; until sign-out it comes before the language that is kept with the user.</summary>
    public string CultureNow => Prefix + "langnow";

    /// <summary>Every cookie that Sallyport sets, on its own hosts and on those of applications.</summary>
    public IReadOnlyCollection<string> All =>
        all ??= [Session, PendingSignIn, Browser, Forward, ForwardStart, Asked, Antiforgery, Culture, CultureNow];

    /// <summary>Lax: Strict would lose the session on the way back from an application. No expiry: it ends with the browser.</summary>
    public CookieOptions ForSession() => Options(null);

    public CookieOptions Lasting(TimeSpan life) => Options(life);

    private CookieOptions Options(TimeSpan? life) =>
        new()
        {
            HttpOnly = true,
            Secure = settings.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = life,
            IsEssential = true,
        };
}
