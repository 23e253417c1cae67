using System.Globalization;
using Sallyport.Storage;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.Web;

/// <summary>For load balancers: alive (the process answers) and ready (the database answers, and this node's clock is near its). The first line is the word; the key that seals and the clock follow.</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous();
        routes.MapGet("/health/ready", Ready).AllowAnonymous();
    }

    private static async Task<IResult> Ready(Database database, Sealer sealer, CancellationToken cancel)
    {
        try
        {
            await database.Read(tx => tx.Installation.Get(), cancel);
            var state = string.Create(
                CultureInfo.InvariantCulture,
                $"\nkey {sealer.CurrentKeyId}\nclock {database.Offset.Value.TotalSeconds:0} s from the database's\n"
            );
            return database.Offset.MayServe
                ? Results.Text("ready" + state)
                : Results.Text("the clock of this node is wrong" + state, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception fault)
            when (fault is System.Data.Common.DbException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return Results.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
