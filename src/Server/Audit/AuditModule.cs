using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Sallyport.Server.Audit;

/// <summary>Front desk.</summary>
public static class AuditModule
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<VerifyAudit>();
    }

    public static void GuardAudit(this PageConventionCollection pages) { }
}
