using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Server.Web;

namespace Sallyport.Server.SecurityKeys;

/// <summary>Front desk.</summary>
public static class SecurityKeysModule
{
    public static void AddSecurityKeys(this IServiceCollection services)
    {
        services.AddFidoMetadata();
        services.AddSingleton<KeyModels>();
        services.AddSingleton<BeginKeySetup>();
        services.AddSingleton<RegisterSecurityKey>();
        services.AddSingleton<ReadOwnKeys>();
        services.AddSingleton<KeyWords>();
        services.AddSingleton<RelatedOrigins>();
        services.AddSingleton<PasskeyEndpoints>();
        services.AddSingleton<AskForKey>();
        services.AddSingleton<CheckKeyAnswer>();
    }

    public static void MapSecurityKeys(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/.well-known/passkey-endpoints", (PasskeyEndpoints endpoints, HttpContext http) => endpoints.Answer(http))
            .AllowAnonymous();
        routes
            .MapGet(
                "/.well-known/webauthn",
                async (RelatedOrigins related, HttpContext http) =>
                    await related.List(Current.HostOf(http.Request), http.RequestAborted) is { } origins
                        ? Results.Json(new { origins })
                        : Results.NotFound()
            )
            .AllowAnonymous();
    }

    public static void GuardSecurityKeys(this PageConventionCollection pages)
    {
        // Who must enrol first reaches it (MUST-2).
        pages.Guard("/SecurityKeys/SecurityKeysPage", Guards.Session);
        pages.Guard("/SecurityKeys/ManageKeyPage", Guards.Member);
    }
}
