using Sallyport.Server.Enforcement;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.SecurityKeys;
using Sallyport.Storage;

namespace Sallyport.Server.Jobs;

/// <summary>Names in the log, once after the start, the accounts whose policy leaves nobody a way to enrol. Such a policy is refused today; a version before took it.</summary>
internal sealed class WarnOfDeadEnds(Database database, FidoMetadata metadata, ILogger<WarnOfDeadEnds> log)
{
    // A line that can be read.
    private const int MostNamed = 20;
    private bool hasLooked;

    public async Task Look(CancellationToken cancel)
    {
        if (hasLooked)
            return;
        await metadata.Follow(cancel);
        var handles = await database.Read(tx => FindDeadEnds.In(tx, metadata), cancel);
        hasLooked = true;
        if (handles.Count > 0)
            log.LogWarning(
                "{Why} Accounts: {Count}, among them {Handles}.",
                ChangedPolicy.NobodyCanEnrol.Why,
                handles.Count,
                string.Join(", ", handles.Take(MostNamed))
            );
    }
}
