using Sallyport.Storage;

namespace Sallyport.Server.Web;

/// <summary>For load balancers: alive (the process answers) and ready (the database answers).</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous();
        routes.MapGet("/health/ready", Ready).AllowAnonymous();
    }

    private static async Task<IResult> Ready(Database database, CancellationToken cancel)
    {
        try
        {
            await database.Read(tx => tx.Installation.Get(), cancel);
            return Results.Text("ready");
        }
        catch (Exception fault)
            when (fault is System.Data.Common.DbException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return Results.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
