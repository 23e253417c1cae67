using System.Diagnostics;
using Xunit;

namespace Sallyport.Server.Tests.Hanging;

/// <summary>
/// Measures how long somebody waits, and how much of it was the machine: a clock beside it wakes up every few milliseconds, and what it oversleeps is the machine's.
/// </summary>
internal sealed class Stopwatches : IAsyncDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);

    // What an honest answer of a healthy machine takes on top.
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(900);
    private readonly CancellationTokenSource over = new();
    private readonly Task clock;
    private long overslept;

    public Stopwatches() => clock = Run();

    /// <summary>The work's answer, which must come within that time.</summary>
    public async Task<T> Within<T>(TimeSpan limit, string what, Func<Task<T>> work)
    {
        var (since, before) = (Stopwatch.GetTimestamp(), Interlocked.Read(ref overslept));
        var answer = await work();
        var took = Stopwatch.GetElapsedTime(since);
        var machine = new TimeSpan(Interlocked.Read(ref overslept) - before);
        Assert.True(took - machine <= limit + Usual, $"{what} took {took}, of which {machine} was the machine's.");
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await clock;
        over.Dispose();
    }

    private async Task Run()
    {
        while (!over.IsCancellationRequested)
        {
            var since = Stopwatch.GetTimestamp();
            await Task.Delay(Nap, CancellationToken.None);
            Interlocked.Add(ref overslept, Math.Max(0, (Stopwatch.GetElapsedTime(since) - Nap).Ticks));
        }
    }
}
