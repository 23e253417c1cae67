using Sallyport.Server.Accounts;
using Sallyport.Server.Operator;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.Cli;

/// <summary>Runs the server until it is told to stop.</summary>
internal static class Serve
{
    public static async Task<int> Run(Settings settings, Terminal terminal, CancellationToken cancel)
    {
        var random = new SystemRandom();
        var clock = new DatabaseClock(TimeProvider.System);
        using var folder = FolderLock.Take(settings);
        // The two halves of a start need nothing of each other: a machine with two cores does them at once.
        var opening = Task.Run(() => OpenedStorage.Open(settings, clock, random, cancel), cancel);
        var environment = terminal.Environment("ASPNETCORE_ENVIRONMENT") ?? Environments.Production;
        var app = await ServerHost.Build(settings, opening, clock, random, environment);
        await using var storage = await opening;
        await using var running = app;
        await RefuseWhatCannotWork(app, cancel);
        if (!settings.IsHttps && !IsThisMachine(settings.PublicUrl.Host))
            await terminal.Error.WriteLineAsync(
                $"Warning: people reach this server at {settings.PublicUrl} without encryption. Put a proxy with TLS before it and set {Setting.PublicUrl.Name} to its https address."
            );
        await app.StartAsync(cancel);
        await Announce(app, settings, terminal.Out, cancel);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static async Task RefuseWhatCannotWork(WebApplication app, CancellationToken cancel)
    {
        if (!await app.Services.GetRequiredService<CheckStoredHashes>().CanCheckAll(cancel))
            throw new StartRefusedException(
                "The database holds passwords hashed by Argon2id, which this machine cannot check. Install libsodium (Debian: apt install libsodium23)."
            );
    }

    private static bool IsThisMachine(string host) =>
        host is "localhost" or "[::1]"
        || host.StartsWith("127.", StringComparison.Ordinal)
        || host.EndsWith(".localhost", StringComparison.Ordinal);

    private static async Task Announce(WebApplication app, Settings settings, TextWriter console, CancellationToken cancel)
    {
        await console.WriteLineAsync(
            $"Sallyport listens on {string.Join(", ", app.Urls)} and is reached at {settings.PublicUrl}"
        );
        if (await app.Services.GetRequiredService<SetUpInstallation>().NewLink(cancel) is { } link)
            await console.WriteLineAsync($"Open this once to set it up: {link}");
    }
}
