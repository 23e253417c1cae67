using System.Threading.RateLimiting;

namespace Sallyport.Server.Accounts;

/// <summary>
/// Lets few hash at once and a bounded number wait for a bounded time, so that a flood of sign-ins takes neither all processors nor all
/// memory (19 MiB each) from the rest of the server (ASVS 15.2.2).
/// </summary>
public sealed class HashingGate(int atOnce, int waiting, TimeSpan patience) : IDisposable
{
    private const int UsualQueue = 50;
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(3);

    private readonly ConcurrencyLimiter limiter = new(
        new ConcurrencyLimiterOptions
        {
            PermitLimit = atOnce,
            QueueLimit = waiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    /// <summary>One processor is left to the other requests.</summary>
    public static HashingGate OfThisMachine() => new(Math.Max(1, Environment.ProcessorCount - 1), UsualQueue, UsualPatience);

    /// <summary>How many wait for their turn.</summary>
    public long Waiting => limiter.GetStatistics()!.CurrentQueuedCount;

    /// <summary>The work's answer, or <paramref name="busy"/> where the queue is full or the wait too long.</summary>
    public async Task<T> Run<T>(Func<T> work, T busy, CancellationToken cancellation = default)
    {
        using var lease = await Enter(cancellation);
        return lease is { IsAcquired: true } ? await Task.Run(work, CancellationToken.None) : busy;
    }

    private async Task<RateLimitLease?> Enter(CancellationToken cancellation)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        wait.CancelAfter(patience);
        try
        {
            return await limiter.AcquireAsync(1, wait.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => limiter.Dispose();
}
