using System.Diagnostics;

namespace Sallyport.Server.Tests.Host;

/// <summary>
/// How long the machine kept this process from running while something was measured. A bound of a second is asserted over what is left: a machine that stands still for two
/// is no fault of what is tested, and where it runs nothing is added.
/// </summary>
internal sealed class Lateness : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    // Less is the usual turn of a timer and of the pool.
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource end = new();
    private readonly Task counting;
    private long lost;

    public Lateness() => counting = Count();

    public TimeSpan Lost => new(Interlocked.Read(ref lost));

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await counting;
        end.Dispose();
    }

    private async Task Count()
    {
        while (!end.IsCancellationRequested)
        {
            var begun = Stopwatch.GetTimestamp();
            await Task.Delay(Tick);
            if (Stopwatch.GetElapsedTime(begun) - Tick is var late && late > Usual)
                Interlocked.Add(ref lost, late.Ticks);
        }
    }
}
