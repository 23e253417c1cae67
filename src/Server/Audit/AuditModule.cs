using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Health;

namespace Sallyport.Server.Audit;

/// <summary>Front desk: the record of what happened, shown, exported and proved.</summary>
public static class AuditModule
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<VerifyAudit>();
        services.AddSingleton<WriteCheckpoints>();
        services.AddHealthCheck<WriteCheckpoints>("checkpoints", HealthState.Degraded, checkpoints => checkpoints.Trouble);
        services.AddSingleton<ExportAudit>();
        services.AddSingleton<ReadAudit>();
        services.AddSingleton<AuditWords>();
    }

    public static void GuardAudit(this PageConventionCollection pages) =>
        pages.Guard("/Audit/AuditPage", Guards.May(Permission.ViewAudit));
}
