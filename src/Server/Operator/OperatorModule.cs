using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Server.Web;

namespace Sallyport.Server.Operator;

/// <summary>Front desk.</summary>
public static class OperatorModule
{
    public static void AddOperator(this IServiceCollection services)
    {
        services.AddSingleton<SetUpInstallation>();
    }

    public static void GuardOperator(this PageConventionCollection pages) => pages.Guard("/Operator/SetUpPage", Guards.Public);
}
