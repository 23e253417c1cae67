using Sallyport.Core.Common;

namespace Sallyport.Server.Web.Health;

/// <summary>
/// For load balancers: alive (the process answers) and ready (what it needs is there). Strangers get one word. What is wrong is told to whoever can read the key file:
/// the command line on this machine.
/// </summary>
public static class HealthEndpoints
{
    public const string Ready = "/health/ready";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous();
        routes.MapGet(Ready, Answer).AllowAnonymous();
    }

    private static async Task<IResult> Answer(HttpContext http, LookAtHealth health, HealthQuestion question)
    {
        var report = await health.Look();
        var status = report.State == HealthState.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return question.IsAskedBy(http.Request)
            ? Results.Json(HealthAnswer.Of(report), statusCode: status)
            : Results.Text(Words.Camel(report.State), statusCode: status);
    }
}
