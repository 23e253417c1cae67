using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Core.Common;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.Web;

namespace Sallyport.Server.Enforcement;

/// <summary>Front desk: policy, requirement, enrolment, and taking MFA away.</summary>
public static class EnforcementModule
{
    public static void AddEnforcement(this IServiceCollection services)
    {
        services.AddSingleton<ShowPolicy>();
        services.AddSingleton<ChangePolicy>();
        services.AddSingleton<RemoveMfa>();
        services.AddSingleton<RemoveOwnFactor>();
        services.AddSingleton<RenameOwnFactor>();
        services.AddSingleton<ChangeUserRequirement>();
        services.AddSingleton<ExtendGrace>();
        services.AddSingleton<ShowUserMfa>();
        services.AddSingleton<WhoRequires>();
        services.AddSingleton<PasswordForPrograms>();
        services.AddSingleton<ChangeInstallation>();
        services.AddSingleton<FollowDecisions>();
    }

    public static void GuardEnforcement(this PageConventionCollection pages)
    {
        pages.Guard("/Enforcement/EnrolPage", Guards.Session);
        // Beside it the page asks for UPDATE_USER or RESCUE_USER: a help desk has the second alone.
        pages.Guard("/Enforcement/UserMfaPage", Guards.May(Permission.ViewUser));
        pages.Guard("/Enforcement/PolicyPage", Guards.May(Permission.ViewPolicy));
    }
}
