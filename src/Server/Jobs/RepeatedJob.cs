using Sallyport.Server.Web.Loops;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.Jobs;

/// <summary>Runs a job again and again until the server stops. What goes wrong is logged, and the next round tries again.</summary>
public sealed class RepeatedJob(
    string name,
    TimeSpan every,
    Func<CancellationToken, Task> job,
    BackgroundLoops loops,
    TimeProvider clock,
    ILogger log
) : BackgroundService
{
    // What failed is not put off for as long as what went well.
    private static readonly TimeSpan LongestWaitAfterAFailure = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.Keep(name, Repeat, stoppingToken);

    private async Task Repeat(BackgroundLoop state, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(every, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var wait = await Round(state, stopping) || every < LongestWaitAfterAFailure ? every : LongestWaitAfterAFailure;
            if (wait != timer.Period)
                timer.Period = wait;
        }
    }

    private async Task<bool> Round(BackgroundLoop state, CancellationToken stopping)
    {
        using var budget = DatabaseBudget.Open(DatabaseWork.Job, DatabaseWork.Job.Longest);
        try
        {
            await job(stopping);
            state.Succeeded();
            return true;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // What it needed is being taken away. What it had begun is undone with its transaction.
            return true;
        }
        catch (Exception fault)
        {
            state.Failed(fault);
            log.LogError(fault, "This job failed and is tried again.");
            return false;
        }
    }
}
