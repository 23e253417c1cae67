using Sallyport.Server.Audit;

namespace Sallyport.Server.Jobs;

/// <summary>A server that stops writes down the refusals of its last second. Whoever is next tells them in the audit trail.</summary>
internal sealed class WriteLastRefusals(IEnumerable<IRefusalLog> logs, ILogger<WriteLastRefusals> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var one in logs)
            try
            {
                await one.WriteCounts(cancellationToken);
            }
            catch (Exception fault)
            {
                log.LogError(fault, "Refusals of the last second could not be counted.");
            }
    }
}
