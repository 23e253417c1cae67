using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Sallyport.Server.Web.Requests;

/// <summary>
/// Takes forms of this installation's own pages alone. Beside the token in the form, which a page of another site cannot know, the browser itself says where a form
/// stood; no script can change what it says (ASVS 3.5).
/// </summary>
internal sealed class OwnForms(Settings settings, ILogger<OwnForms> log)
{
    private readonly string publicOrigin = settings.PublicUrl.GetLeftPart(UriPartial.Authority);
    private int isLogged;

    /// <summary>Behind routing: only pages have forms. The REST API asks for itself.</summary>
    public static void Use(IApplicationBuilder app)
    {
        var forms = app.ApplicationServices.GetRequiredService<OwnForms>();
        app.Use(forms.Pass);
    }

    private Task Pass(HttpContext http, RequestDelegate next)
    {
        var isForm =
            !HttpMethods.IsGet(http.Request.Method)
            && !HttpMethods.IsHead(http.Request.Method)
            && http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
        if (!isForm || IsOwn(http.Request) || FaultPage.IsDrawn(http))
            return next(http);
        if (Interlocked.Exchange(ref isLogged, 1) == 0)
            log.LogWarning(
                "A form was refused because the browser says that it stood on another site than {Host}. If that is this portal, let the proxy send Host unchanged and X-Forwarded-Proto, and name the proxy in {Setting}. Logged once.",
                Origin(http.Request),
                Setting.TrustedProxies.Name
            );
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    // "null" is what browsers send from a page without a referrer, which the pages of one-time links are.
    private bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin.Count == 1 && origin[0] is { Length: > 0 } named && named != "null")
            return named.Equals(Origin(request), StringComparison.OrdinalIgnoreCase)
                || named.Equals(publicOrigin, StringComparison.OrdinalIgnoreCase);
        var site = request.Headers["Sec-Fetch-Site"];
        return origin.Count <= 1 && (site.Count == 0 || site is ["same-origin"]);
    }

    // As browsers write it: with A-labels.
    private static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}";
}
