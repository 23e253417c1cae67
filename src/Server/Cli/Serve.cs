using Sallyport.Server.Operator;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

/// <summary>Runs the server until it is told to stop.</summary>
internal static class Serve
{
    public static async Task<int> Run(Settings settings, CancellationToken cancel)
    {
        var random = new SystemRandom();
        using var folder = FolderLock.Take(settings);
        await using var storage = await OpenedStorage.Open(settings, TimeProvider.System, random, cancel);
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Production";
        await using var app = await ServerHost.Build(settings, storage, TimeProvider.System, random, environment);
        await app.StartAsync(cancel);
        await Announce(app, settings, cancel);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static async Task Announce(WebApplication app, Settings settings, CancellationToken cancel)
    {
        await Console.Out.WriteLineAsync(
            $"Sallyport listens on {string.Join(", ", app.Urls)} and is reached at {settings.PublicUrl}"
        );
        if (await app.Services.GetRequiredService<SetUpInstallation>().NewLink(cancel) is { } link)
            await Console.Out.WriteLineAsync($"Open this once to set it up: {link}");
    }
}
