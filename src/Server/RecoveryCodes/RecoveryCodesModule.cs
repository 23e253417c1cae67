using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Server.Web;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>Front desk.</summary>
public static class RecoveryCodesModule
{
    public static void AddRecoveryCodes(this IServiceCollection services)
    {
        services.AddSingleton<FindRecoveryCode>();
        services.AddSingleton<UseRecoveryCode>();
        services.AddSingleton<PrepareRecoveryCodes>();
        services.AddSingleton<IssueRecoveryCodes>();
        services.AddSingleton<HandOutCodes>();
        services.AddSingleton<ConfirmSaved>();
    }

    public static void GuardRecoveryCodes(this PageConventionCollection pages) =>
        // Who must enrol first reaches it: the codes are part of enrolling (MUST-2).
        pages.Guard("/RecoveryCodes/RecoveryCodesPage", Guards.Session);
}
