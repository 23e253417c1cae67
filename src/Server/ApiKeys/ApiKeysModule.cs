using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Health;

namespace Sallyport.Server.ApiKeys;

/// <summary>Front desk: keys for programs.</summary>
public static class ApiKeysModule
{
    public static void AddApiKeys(this IServiceCollection services)
    {
        services.AddSingleton<KeyMint>();
        services.AddSingleton<IssueApiKey>();
        services.AddSingleton<DeleteApiKey>();
        services.AddSingleton<RotateApiKey>();
        services.AddSingleton<ExposeApiKey>();
        services.AddSingleton<FlagApiKey>();
        services.AddSingleton<RefuseKeysInClear>();
        services.AddSingleton<ExposedKeysEndpoint>();
        services.AddSingleton<ListApiKeys>();
        services.AddSingleton<KeyTexts>();
        services.AddSingleton<KeyMemory>();
        services.AddSingleton<LookUpKey>();
        services.AddSingleton<KeyUses>();
        services.AddSingleton<KeyRefusalLog>();
        services.AddSingleton<KeyAttempts>();
        services.AddSingleton<FollowKeys>();
        services.AddSingleton<CheckApiKey>();
        services.AddHostedService(provider => provider.GetRequiredService<LookUpKey>());
        services.AddHostedService(provider => provider.GetRequiredService<FollowKeys>());
        services.AddHealthCheck<FollowKeys>("notifications", HealthState.Degraded, follow => follow.Trouble);
    }

    /// <summary>Behind what says who asks and by which scheme, and before everything that opens something.</summary>
    public static void UseApiKeys(this IApplicationBuilder app)
    {
        var refuse = app.ApplicationServices.GetRequiredService<RefuseKeysInClear>();
        app.Use((http, next) => refuse.Pass(http, next));
    }

    public static void MapApiKeys(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                ExposedKeysEndpoint.Path,
                (HttpContext http) => http.RequestServices.GetRequiredService<ExposedKeysEndpoint>().Answer(http)
            )
            .AllowAnonymous();

    public static void GuardApiKeys(this PageConventionCollection pages)
    {
        pages.Guard("/ApiKeys/ApiKeysPage", Guards.May(Permission.ManageApiKey));
        pages.AddPageRoute("/ApiKeys/ApiKeysPage", "/me/api-keys");
    }
}
