using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Server.Web;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Front desk: what proxies ask, and how a session reaches the applications behind them.</summary>
public static class ForwardAuthModule
{
    public static void AddForwardAuth(this IServiceCollection services)
    {
        services.AddSingleton<KnownApplications>();
        services.AddSingleton<SignInAddress>();
        services.AddSingleton<RefuseKeysInOriginal>();
        services.AddSingleton<AskWhoPasses>();
        services.AddSingleton<CarrySession>();
        services.AddSingleton<ReadRule>();
        services.AddSingleton<VerifyEndpoint>();
        services.AddSingleton<StartEndpoint>();
    }

    public static void GuardForwardAuth(this PageConventionCollection pages)
    {
        pages.Guard("/ForwardAuth/GoPage", Guards.Member);
        pages.Guard("/ForwardAuth/ReturnPage", Guards.Public);
    }

    /// <summary>Before the framework takes away what proxies say.</summary>
    public static void UseForwardAuth(this IApplicationBuilder app) => ToldHeaders.Use(app);

    public static void MapForwardAuth(this IEndpointRouteBuilder routes)
    {
        // Every request of the customers' systems passes here: nothing of the portal's pipeline stands before it.
        routes
            .Map(
                VerifyEndpoint.Path + "/{**below}",
                (HttpContext http) => http.RequestServices.GetRequiredService<VerifyEndpoint>().Answer(http)
            )
            .ShortCircuit()
            .AllowAnonymous();
        routes
            .MapGet(
                StartEndpoint.Path,
                (HttpContext http, string? to) => http.RequestServices.GetRequiredService<StartEndpoint>().Begin(http, to)
            )
            .AllowAnonymous();
    }
}
