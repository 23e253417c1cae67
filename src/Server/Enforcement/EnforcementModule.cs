using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Sallyport.Server.Enforcement;

/// <summary>Front desk.</summary>
public static class EnforcementModule
{
    public static void AddEnforcement(this IServiceCollection services)
    {
        services.AddSingleton<ChangePolicy>();
        services.AddSingleton<RemoveMfa>();
        services.AddSingleton<ChangeUserRequirement>();
        services.AddSingleton<WhoRequires>();
        services.AddSingleton<ChangeInstallation>();
    }

    public static void GuardEnforcement(this PageConventionCollection pages) { }
}
