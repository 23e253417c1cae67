using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sallyport.Server;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Measure;

/// <summary>The server itself, with an endpoint beside it that does nothing: what both have in common drops out of the ratio.</summary>
internal static class KeyServer
{
    public const string Word = "key-server";
    public const string Bare = "/bare";

    public const string Cold = "cold";

    /// <param name="address">Where it listens; the rest comes from the environment, as for the server.</param>
    /// <param name="isCold">Its memory is never asked, as on a node that does not hear its database: every check goes to the database.</param>
    public static async Task<int> Run(Uri address, bool isCold)
    {
        var (random, clock) = (new SystemRandom(), new DatabaseClock(TimeProvider.System));
        var settings = Settings.Read(Environment.GetEnvironmentVariable) with { Urls = [address.ToString().TrimEnd('/')] };
        var opening = OpenedStorage.Open(settings, clock, random, CancellationToken.None);
        var app = await ServerHost.Build(settings, opening, clock, random, "Production");
        await using var storage = await opening;
        app.MapGet(Bare, () => Results.NoContent()).ShortCircuit().AllowAnonymous();
        await app.StartAsync();
        if (isCold)
            await app.Services.GetRequiredService<FollowKeys>().StopAsync(CancellationToken.None);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
