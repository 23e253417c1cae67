namespace Sallyport.Server.Jobs;

/// <summary>Runs a job again and again until the server stops. What goes wrong is logged, and the next round tries again.</summary>
internal sealed class RepeatedJob(TimeSpan every, Func<CancellationToken, Task> job, TimeProvider clock, ILogger log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Round(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task Round(CancellationToken stopping)
    {
        try
        {
            await job(stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // What it needed is being taken away. What it had begun is undone with its transaction.
        }
        catch (Exception fault)
        {
            log.LogError(fault, "This job failed and is tried again in {Every}.", every);
        }
    }
}
