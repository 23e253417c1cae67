using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

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
        services.AddSingleton<ReadSecurity>();
        services.AddSingleton<SetupWords>();
        services.AddSingleton<DoneNotices>();
    }

    public static void GuardAuthenticatorApps(this PageConventionCollection pages)
    {
        pages.Guard("/AuthenticatorApps/SecurityPage", Guards.Member);
        // Who must enrol first reaches it (MUST-2).
        pages.Guard("/AuthenticatorApps/AppPage", Guards.Session);
        pages.Guard("/AuthenticatorApps/ManageAppPage", Guards.Member);
        pages.Guard("/AuthenticatorApps/OthersAppPage", Guards.May(Permission.UpdateUser));
    }
}
