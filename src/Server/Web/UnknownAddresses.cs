namespace Sallyport.Server.Web;

/// <summary>An address that is none is none for everybody, and so is a wrong method: nobody is led to sign in for it.</summary>
public static class UnknownAddresses
{
    /// <summary>Before the guards, which would ask who is there.</summary>
    public static void Use(IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                switch (http.GetEndpoint())
                {
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
