using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Front desk: what proxies ask, and how a session reaches the applications behind them.</summary>
public static class ForwardAuthModule
{
    public static void AddForwardAuth(this IServiceCollection services)
    {
        services.AddSingleton<KnownApplications>();
        services.AddSingleton<OneHost>();
        services.AddSingleton<KnownPeople>();
        services.AddSingleton<SignInAddress>();
        services.AddSingleton<RefuseKeysInOriginal>();
        services.AddSingleton<KeyPermissions>();
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

    /// <summary>
    /// Every request of the customers' systems passes here: nothing of the portal's pipeline stands before it, not even the choice of a route. What proxies say is
    /// kept before the framework takes it away.
    /// </summary>
    public static void UseForwardAuth(this WebApplication app, Settings settings)
    {
        var endpoint = app.Services.GetRequiredService<VerifyEndpoint>();
        app.MapWhen(
            VerifyEndpoint.IsAsked,
            branch =>
            {
                branch.Use(
                    (http, next) =>
                    {
                        if (!ReadableHosts.Are(http.Request))
                            return endpoint.RefuseUnreadable(http);
                        ToldHeaders.Keep(http);
                        return next(http);
                    }
                );
                if (settings.TrustedProxies.Count > 0)
                    branch.UseForwardedHeaders();
                branch.UseApiKeys();
                branch.Run(endpoint.Answer);
            }
        );
    }

    public static void MapForwardAuth(this IEndpointRouteBuilder routes)
    {
        // For the table of routes alone: UseForwardAuth has answered it.
        routes
            .Map(
                VerifyEndpoint.Path + "/{**below}",
                (HttpContext http) => http.RequestServices.GetRequiredService<VerifyEndpoint>().Answer(http)
            )
            .AllowAnonymous();
        routes
            .MapGet(
                StartEndpoint.Path,
                (HttpContext http, string? to) => http.RequestServices.GetRequiredService<StartEndpoint>().Begin(http, to)
            )
            .AllowAnonymous();
    }
}
