using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>Front desk.</summary>
public static class AuthenticatorAppsModule
{
    public static void AddAuthenticatorApps(this IServiceCollection services)
    {
        services.AddSingleton<MatchAppCode>();
    }

    public static void GuardAuthenticatorApps(this PageConventionCollection pages) { }
}
