using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.StaticAssets;
using Sallyport.Storage;

namespace Sallyport.Server.Web;

/// <summary>
/// A node whose clock is far from the database's shows no page: 503, like one whose database is away. Doors that have an answer of their own ask by themselves
/// (<see cref="ClockOffset.MayServe"/>): the REST API, forward authentication and IsProxy.
/// </summary>
internal static class RightClock
{
    private const string RetryAfterSeconds = "5";
    private const string Health = "/health";

    /// <summary>Behind routing, which knows what is asked for, and before the guards.</summary>
    public static void Use(WebApplication app)
    {
        var database = app.Services.GetRequiredService<Database>();
        app.Use(
            (http, next) =>
            {
                if (database.Offset.MayServe || IsServedAnyway(http))
                    return next(http);
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                http.Response.Headers.RetryAfter = RetryAfterSeconds;
                return Task.CompletedTask;
            }
        );
    }

    // What tells of the fault, and what its page is made of.
    private static bool IsServedAnyway(HttpContext http) =>
        http.Request.Path.StartsWithSegments(Health, StringComparison.OrdinalIgnoreCase)
        || http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || http.Features.Get<IStatusCodeReExecuteFeature>() is not null
        || http.Features.Get<IExceptionHandlerFeature>() is not null;
}
