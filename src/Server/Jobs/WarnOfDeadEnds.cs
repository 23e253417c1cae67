using Sallyport.Server.Enforcement;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.SecurityKeys;
using Sallyport.Storage;

namespace Sallyport.Server.Jobs;

/// <summary>Names in the log, once after the start, the accounts whose policy leaves nobody a way to enrol. Such a policy is refused today; a version before took it.</summary>
internal sealed class WarnOfDeadEnds(Database database, FidoMetadata metadata, ILogger<WarnOfDeadEnds> log) : BackgroundService
{
    // A line that can be read.
    private const int MostNamed = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Look(stoppingToken);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            log.LogWarning(fault, "Whether every policy leaves its users a way to enrol could not be looked at.");
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task Look(CancellationToken cancel)
    {
        await metadata.Follow(cancel);
        var handles = await database.Read(tx => FindDeadEnds.In(tx, metadata), cancel);
        if (handles.Count > 0)
            log.LogWarning(
                "{Why} Accounts: {Count}, among them {Handles}.",
                ChangedPolicy.NobodyCanEnrol.Why,
                handles.Count,
                string.Join(", ", handles.Take(MostNamed))
            );
    }
}
