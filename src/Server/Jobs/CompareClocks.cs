using Sallyport.Storage;

namespace Sallyport.Server.Jobs;

/// <summary>Compares this node's clock with the database's, which decides (MUST-8), and says so when they differ.</summary>
public sealed class CompareClocks(Database database, ILogger<CompareClocks> log)
{
    public async Task Compare(TimeProvider node, CancellationToken cancel)
    {
        await database.CompareClocks(node, cancel);
        if (!database.Offset.MayCheckCodes)
            log.LogWarning(
                "The clock of this node is {Seconds} s away from the database's. Codes of authenticator apps are not checked here until it is right.",
                (int)database.Offset.Value.TotalSeconds
            );
    }
}
