using System.Globalization;
using Sallyport.Core.ForwardAuth;
using Sallyport.Server.Web;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Turns a verdict into what proxies understand: 2xx passes, 401 and 403 do not. More only where the rule says <c>mode=full</c>, because nginx makes 500 of it.</summary>
internal static class ForwardAnswer
{
    public const string LocationHeader = "Sallyport-Location";
    public const string ReasonHeader = "Sallyport-Reason";

    /// <param name="http">The proxy's call.</param>
    /// <param name="verdict">What is told.</param>
    /// <param name="isFull">The proxy carries any answer.</param>
    /// <param name="isHttps">How the installation is reached.</param>
    /// <param name="now">For how long somebody has to wait.</param>
    public static Task Write(HttpContext http, ForwardVerdict verdict, bool isFull, bool isHttps, DateTimeOffset now)
    {
        if (verdict is ForwardVerdict.Passed passed)
            return Pass(http.Response, passed.Identity);
        // A proxy may hand it on to a browser.
        SecurityHeaders.Write(http.Response.Headers, isHttps);
        return Refuse(http, verdict, isFull, now);
    }

    private static Task Refuse(HttpContext http, ForwardVerdict verdict, bool isFull, DateTimeOffset now) =>
        verdict switch
        {
            ForwardVerdict.Unproved { SignIn: { } address, Code: var code } when IsNavigation(http.Request) => Lead(
                http,
                code,
                address,
                isFull
            ),
            ForwardVerdict.Unproved { Code: var code, SignIn: var address } => Challenge(http, code, address),
            ForwardVerdict.Forbidden { Code: var code } => Refuse(http, StatusCodes.Status403Forbidden, code),
            ForwardVerdict.TooMany { RetryAt: var until } => Slow(http, until, isFull, now),
            ForwardVerdict.Away => Wait(http),
            _ => throw new System.Diagnostics.UnreachableException("The family of verdicts is closed."),
        };

    // Every header, always: a proxy that finds none hands on what the client sent under its name.
    private static Task Pass(HttpResponse response, ForwardIdentity identity)
    {
        var headers = response.Headers;
        headers["Remote-User"] = IdentityValue.Encode(identity.User);
        headers["Remote-Account"] = IdentityValue.Encode(identity.Account);
        headers["Remote-Name"] = IdentityValue.Encode(identity.Name);
        headers["Remote-Email"] = IdentityValue.Encode(identity.Email);
        headers["Remote-Permissions"] = identity.Permissions;
        headers["Remote-Methods"] = IdentityValue.Encode(identity.Methods.Replace(' ', ','));
        headers["Remote-Key"] = identity.Key;
        // No proxy answers the next one by it.
        headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    private static Task Lead(HttpContext http, string code, Uri address, bool isFull)
    {
        http.Response.Headers[LocationHeader] = address.AbsoluteUri;
        if (isFull)
            http.Response.Headers.Location = address.AbsoluteUri;
        // No Basic: a browser would ask for a name and a password in a window of its own.
        http.Response.Headers.WWWAuthenticate = "ApiKey realm=\"Sallyport\"";
        return Refuse(http, isFull ? StatusCodes.Status302Found : StatusCodes.Status401Unauthorized, code);
    }

    // The address is told to scripts and programs too; nobody leads them there.
    private static Task Challenge(HttpContext http, string code, Uri? address)
    {
        if (address is not null)
            http.Response.Headers[LocationHeader] = address.AbsoluteUri;
        http.Response.Headers.WWWAuthenticate = IsScript(http.Request)
            ? "ApiKey realm=\"Sallyport\""
            : "ApiKey realm=\"Sallyport\", Bearer realm=\"Sallyport\", Basic realm=\"Sallyport\", charset=\"UTF-8\"";
        return Refuse(http, StatusCodes.Status401Unauthorized, code);
    }

    private static Task Slow(HttpContext http, DateTimeOffset? until, bool isFull, DateTimeOffset now)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(((until ?? now) - now).TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Refuse(http, isFull ? StatusCodes.Status429TooManyRequests : StatusCodes.Status403Forbidden, "too_many");
    }

    private static Task Wait(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "5";
        return Refuse(http, StatusCodes.Status503ServiceUnavailable, "away");
    }

    private static Task Refuse(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        http.Response.Headers[ReasonHeader] = code;
        return http.Response.WriteAsJsonAsync(
            new { status, code },
            options: null,
            contentType: "application/problem+json",
            http.RequestAborted
        );
    }

    /// <summary>Somebody opens a page. Browsers say so; older ones ask for HTML.</summary>
    private static bool IsNavigation(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"].ToString() is { Length: > 0 } mode
            ? mode == "navigate"
            : request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static bool IsScript(HttpRequest request) => request.Headers.ContainsKey("Sec-Fetch-Mode");
}
