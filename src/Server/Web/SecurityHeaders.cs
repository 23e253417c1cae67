namespace Sallyport.Server.Web;

/// <summary>Headers of every answer that may reach a browser, errors too (ASVS 3.4).</summary>
public static class SecurityHeaders
{
    // No inline script or style anywhere; forms post to this host alone; nobody frames a page.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'";

    public static void Use(IApplicationBuilder app, Settings settings) =>
        app.Use(
            (context, next) =>
            {
                Write(context.Response.Headers, settings.IsHttps);
                if (HoldsSecret(context.Request.Query))
                    context.Response.Headers["Referrer-Policy"] = "no-referrer";
                return next(context);
            }
        );

    public static void Write(IHeaderDictionary headers, bool isHttps)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        // With no referrer at all, browsers say of a form's own site "null".
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] =
            "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=()";
        // Pages show secrets once; static files say otherwise themselves.
        headers.CacheControl = "no-store";
        if (isHttps)
            headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
    }

    // The address of a one-time link stands in no other request's header, and so in no proxy's log of what was fetched for its page.
    private static bool HoldsSecret(IQueryCollection query) => query.ContainsKey("token") || query.ContainsKey("code");
}
