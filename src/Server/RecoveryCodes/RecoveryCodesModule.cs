using Microsoft.AspNetCore.Mvc.ApplicationModels;

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
        services.AddSingleton<ConfirmSaved>();
    }

    public static void GuardRecoveryCodes(this PageConventionCollection pages) { }
}
