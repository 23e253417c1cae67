namespace Sallyport.Server.Jobs;

/// <summary>Runs a job again and again until the server stops. What goes wrong is logged, and the next round tries again.</summary>
internal sealed class RepeatedJob(TimeSpan every, Func<CancellationToken, Task> job, TimeProvider clock, ILogger log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await job(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(fault, "This job failed and is tried again in {Every}.", every);
            }
        }
    }
}
