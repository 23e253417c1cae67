using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Server.Web.Requests;

namespace Sallyport.Server.Web;

/// <summary>
/// Where people come by https, a page that was asked for by http says what to do. Its forms could not be sent: browsers would not give back their cookie, and the
/// framework throws where it draws one. Nobody is led to https: behind a proxy that is not named they are there already.
/// </summary>
internal sealed class PagesByHttps(Settings settings, ILogger<PagesByHttps> log)
{
    private int isSaid;

    /// <summary>Whether this request came by http although people come by https.</summary>
    public static bool AreMissedBy(HttpRequest request, Settings settings) => settings.IsHttps && !request.IsHttps;

    /// <summary>Behind the routes: the doors for programs say it in their own way.</summary>
    public Task Pass(HttpContext http, RequestDelegate next)
    {
        var isPage = http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
        if (!isPage || !AreMissedBy(http.Request, settings) || FaultPage.IsDrawn(http))
            return next(http);
        if (Interlocked.Exchange(ref isSaid, 1) == 0)
            log.LogWarning(
                "A page was asked for by http from {Address}, and people come by {PublicUrl}. If that is the proxy that ends TLS, name it in {Setting}, and let it send X-Forwarded-Proto. Said once.",
                http.Connection.RemoteIpAddress,
                settings.PublicUrl,
                Setting.TrustedProxies.Name
            );
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
