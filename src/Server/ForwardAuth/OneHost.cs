using Sallyport.Server.Web;

namespace Sallyport.Server.ForwardAuth;

/// <summary>
/// Refuses a request whose <c>Host</c> and <c>X-Forwarded-Host</c> name different hosts that are known here. A trusted proxy that lets a client's
/// <c>X-Forwarded-Host</c> through would otherwise let the client choose by which company's name a page is shown.
/// </summary>
internal sealed class OneHost(KnownApplications hosts, Settings settings, ILogger<OneHost> log)
{
    private int isLogged;

    /// <summary>Around the framework's reading of what proxies say, which puts the one in the other's place.</summary>
    public static void Use(WebApplication app)
    {
        var host = app.Services.GetRequiredService<OneHost>();
        app.Use(
            (http, next) =>
            {
                http.Items[typeof(OneHost)] = Current.HostOf(http.Request);
                return next(http);
            }
        );
        app.UseForwardedHeaders();
        app.Use(host.Pass);
    }

    private async Task Pass(HttpContext http, RequestDelegate next)
    {
        var (called, told) = ((string)http.Items[typeof(OneHost)]!, Current.HostOf(http.Request));
        if (called == told || !await Differ(called, told, http.RequestAborted))
        {
            await next(http);
            return;
        }
        if (Interlocked.Exchange(ref isLogged, 1) == 0)
            log.LogWarning(
                "A request came by the host {Called}, and X-Forwarded-Host says {Told}. Requests of this kind are refused: let the proxy set X-Forwarded-Host itself. Logged once.",
                called,
                told
            );
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
    }

    private async Task<bool> Differ(string called, string told, CancellationToken cancel) =>
        await hosts.IsOwned(called, cancel) || (called == settings.PublicUrl.Host && await hosts.IsOwned(told, cancel));
}
