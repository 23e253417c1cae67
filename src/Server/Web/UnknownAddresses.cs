using Sallyport.Server.Web.Requests;

namespace Sallyport.Server.Web;

/// <summary>Answers 404 for an unknown address and 405 for a wrong method, whoever asks: nobody is sent to sign in for either.</summary>
public static class UnknownAddresses
{
    /// <summary>Before the guards, which would ask who is there.</summary>
    public static void Use(IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                switch (http.GetEndpoint())
                {
                    case RouteEndpoint route
                        when Methods.OfPage(route) is { } taken && !taken.Contains(http.Request.Method, StringComparer.Ordinal):
                        return Methods.Refuse(http, taken);
                    case RouteEndpoint:
                        return next(http);
                    case { RequestDelegate: { } refuse }:
                        // The framework's own, where the routes of an address do not take the method.
                        return refuse(http);
                    default:
                        http.Response.StatusCode = StatusCodes.Status404NotFound;
                        return Task.CompletedTask;
                }
            }
        );
}
