using Sallyport.Storage;

namespace Sallyport.Server.Jobs;

/// <summary>Asks the database what time it is: every ten seconds, and at once when this machine's time of day has stepped. Says so when the two differ (MUST-8).</summary>
public sealed class CompareClocks(Database database, ILogger<CompareClocks> log)
{
    // A database that is silent for longer is asked anew; until it answers, the monotonic clock counts on.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private Told told;
    private bool isSilent;

    private enum Told
    {
        Nothing,
        ChecksNoCodes,
        LetsNobodyIn,
    }

    /// <summary>Compares where a comparison is due.</summary>
    public async Task Look(CancellationToken cancel)
    {
        // Before the comparison too: what is wrong now may be right behind it, and people were turned away meanwhile.
        Tell();
        if (!database.Clock.IsDue)
            return;
        try
        {
            await database.Clock.Compare(database.Engine, cancel).WaitAsync(Patience, cancel);
            isSilent = false;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // Tried again in a second, and told of once.
            if (!isSilent)
                log.LogWarning(
                    "The database does not say what time it is: {Fault}. This node counts on by itself.",
                    fault.Message
                );
            isSilent = true;
        }
        Tell();
    }

    private void Tell()
    {
        var offset = database.Offset;
        var now =
            !offset.MayServe ? Told.LetsNobodyIn
            : !offset.MayCheckCodes ? Told.ChecksNoCodes
            : Told.Nothing;
        if (now == told)
            return;
        told = now;
        var seconds = (int)offset.Value.TotalSeconds;
        if (now == Told.LetsNobodyIn)
            log.LogError(
                "The clock of this node is {Seconds} s away from the database's. Nobody is let in here until it is right.",
                seconds
            );
        else if (now == Told.ChecksNoCodes)
            log.LogWarning(
                "The clock of this node is {Seconds} s away from the database's. Codes of authenticator apps are not checked here until it is right.",
                seconds
            );
        else
            log.LogInformation("The clock of this node agrees with the database's again.");
    }
}
