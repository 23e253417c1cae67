using Sallyport.Core.Audit;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Audit;

/// <summary>Writes down outside the database how the audit chains stand (ADMIN-8). A chain that no longer fits its last checkpoint is reported and gets no newer one.</summary>
public sealed class WriteCheckpoints(Database database, Settings settings, ILogger<WriteCheckpoints> log)
{
    private Dictionary<string, AuditCheckpoint>? newest;
    private string? misfit;

    private volatile string? trouble;

    /// <summary>Why the chains are not written down, for an operator to read; null: they are.</summary>
    public string? Trouble => trouble;

    public async Task Write(CancellationToken cancel)
    {
        try
        {
            await Add(cancel);
            trouble = misfit is null ? null : $"the audit chain {misfit} does not fit its checkpoint: run sallyport audit verify";
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            trouble = $"{settings.AuditCheckpoints} cannot be written: {fault.Message}";
            throw;
        }
    }

    private async Task Add(CancellationToken cancel)
    {
        misfit = null;
        newest ??= await ReadNewest(cancel);
        var written = await database.Read(tx => Look(tx), cancel);
        if (written.Count == 0)
            return;
        await CheckpointFile.Append(settings.AuditCheckpoints, written, cancel);
        foreach (var checkpoint in written)
            newest[checkpoint.Chain] = checkpoint;
    }

    private async Task<Dictionary<string, AuditCheckpoint>> ReadNewest(CancellationToken cancel)
    {
        var read = await CheckpointFile.Look(settings.AuditCheckpoints, cancel);
        if (read.CutLines.Count > 0)
            log.LogWarning(
                "{File}: lines without an end were left out: {Lines}. Was the disk full? The next checkpoint begins a new line.",
                settings.AuditCheckpoints,
                read.CutLines
            );
        return read
            .Checkpoints.GroupBy(c => c.Chain, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.MaxBy(c => c.Position)!, StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<AuditCheckpoint>> Look(Transaction tx)
    {
        var heads = (await tx.AuditTrail.Heads()).ToDictionary(head => head.Chain, StringComparer.Ordinal);
        foreach (var last in newest!.Values)
            if (await tx.AuditTrail.DigestAt(last.Chain, last.Position) != last.Digest)
            {
                log.LogError(
                    "The audit chain {Chain} does not fit its checkpoint at event {Position}. Run sallyport audit verify.",
                    last.Chain,
                    last.Position
                );
                heads.Remove(last.Chain);
                misfit = last.Chain;
            }
        return [.. heads.Values.Where(IsNew).Select(head => new AuditCheckpoint(tx.Now, head.Chain, head.Position, head.Digest))];
    }

    private bool IsNew(AuditHead head) => head.Position > (newest!.GetValueOrDefault(head.Chain)?.Position ?? 0);
}
