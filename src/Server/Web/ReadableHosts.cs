using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Primitives;

namespace Sallyport.Server.Web;

/// <summary>Turns away requests by a host whose A-labels stand for nothing: the framework throws for it, wherever somebody asks by which name a request came.</summary>
public static class ReadableHosts
{
    public static void Use(IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (Are(http.Request))
                    return next(http);
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            }
        );

    /// <summary>The header of the request, and what a proxy says it was.</summary>
    public static bool Are(HttpRequest request) =>
        IsReadable(request.Headers.Host) && IsReadable(request.Headers[ForwardedHeadersDefaults.XForwardedHostHeaderName]);

    private static bool IsReadable(StringValues hosts)
    {
        foreach (var host in hosts)
            if (host is not null && host.Contains("xn--", StringComparison.OrdinalIgnoreCase) && !IsReadable(host))
                return false;
        return true;
    }

    private static bool IsReadable(string host)
    {
        try
        {
            foreach (var name in host.Split(','))
                _ = HostString.FromUriComponent(name.Trim());
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
