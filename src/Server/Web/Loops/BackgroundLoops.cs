using System.Collections.Concurrent;

namespace Sallyport.Server.Web.Loops;

/// <summary>
/// Keeps every background loop of the process running. A loop that ends before the server stops, with a fault or without one, is logged, started again after a
/// pause, and told by the health check for <see cref="Memory"/>. No other code starts a loop, a thread or a timer; a test reads the source for that.
/// </summary>
public sealed class BackgroundLoops(TimeProvider clock, ILogger<BackgroundLoops> log)
{
    /// <summary>Health tells of a restart for this long.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    // The watch over open connections is one of them: a single fault must not leave a gap that anybody notices.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    // One that ends at once, again and again, must neither fill the log nor take a core.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // After this long a loop counts as running, and its next fault as a first one.
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<BackgroundLoop, byte> running = new();

    /// <summary>What an operator should look at.</summary>
    public IReadOnlyList<string> Troubles =>
        [.. running.Keys.Select(loop => loop.Trouble(Memory)).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Runs the loop until <paramref name="stopping"/>, and as often as that needs. The task ends then, and without a fault.</summary>
    /// <param name="name">For the log and for health.</param>
    /// <param name="loop">Runs until its token is cancelled.</param>
    /// <param name="stopping">The server stops.</param>
    public Task Keep(string name, Func<CancellationToken, Task> loop, CancellationToken stopping) =>
        Keep(name, (_, cancel) => loop(cancel), stopping);

    /// <summary>The same for a loop that tells how its rounds went.</summary>
    public async Task Keep(string name, Func<BackgroundLoop, CancellationToken, Task> loop, CancellationToken stopping)
    {
        var state = new BackgroundLoop(name, clock);
        running[state] = 0;
        var pause = ShortestPause;
        // The caller goes on at once, also where the loop waits for nothing.
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            var begun = clock.GetTimestamp();
            await RunOnce(state, loop, stopping);
            if (stopping.IsCancellationRequested)
                break;
            pause = clock.GetElapsedTime(begun) >= Calm ? ShortestPause : pause;
            await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        running.TryRemove(state, out _);
    }

    private async Task RunOnce(
        BackgroundLoop state,
        Func<BackgroundLoop, CancellationToken, Task> loop,
        CancellationToken stopping
    )
    {
        try
        {
            await loop(state, stopping);
            if (!stopping.IsCancellationRequested)
                Note(state, null);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // What it needed is being taken away.
        }
        catch (Exception fault)
        {
            Note(state, fault);
        }
    }

    private void Note(BackgroundLoop state, Exception? fault)
    {
        state.Ended(fault);
        try
        {
            log.LogError(fault, "The background loop {Loop} ended and is started again.", state.Name);
        }
        catch (Exception unwritten)
        {
            // A log that cannot be written must not be what ends it for good.
            System.Diagnostics.Debug.WriteLine(unwritten);
        }
    }
}
