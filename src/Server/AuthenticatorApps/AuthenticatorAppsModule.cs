using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>Front desk.</summary>
public static class AuthenticatorAppsModule
{
    public static void AddAuthenticatorApps(this IServiceCollection services)
    {
        services.AddSingleton<MatchAppCode>();
        services.AddSingleton<BeginAppSetup>();
        services.AddSingleton<EnrolAuthenticatorApp>();
        services.AddSingleton<GenerateAppKey>();
        services.AddSingleton<RemoveAuthenticatorApp>();
        services.AddSingleton<RenameAuthenticatorApp>();
        services.AddSingleton<ReadSecurity>();
    }

    public static void GuardAuthenticatorApps(this PageConventionCollection pages) { }
}
