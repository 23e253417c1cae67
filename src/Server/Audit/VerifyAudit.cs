using Sallyport.Core.Audit;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Audit;

/// <summary>What a look at one chain found.</summary>
/// <param name="Chain">An account's id, or <c>installation</c>.</param>
/// <param name="Events">How many rows are whole, from the first on.</param>
/// <param name="BrokenAt">The position of the first row that is missing or changed; null: the chain is whole.</param>
/// <param name="Digest">Of the last whole row: kept elsewhere, it proves later that nothing before it was changed.</param>
/// <param name="Against">The checkpoint that the row at <paramref name="BrokenAt"/> contradicts: something up to there was changed. Null: the rows contradict themselves.</param>
public sealed record VerifiedChain(string Chain, long Events, long? BrokenAt, string Digest, AuditCheckpoint? Against = null);

/// <summary>Proves the audit chains, row by row, against their own digests, against their heads, and against checkpoints from outside the database.</summary>
public sealed class VerifyAudit(Database database)
{
    private const int AtOnce = 1_000;

    /// <param name="checkpoints">As <see cref="CheckpointFile"/> has them; empty: rows and heads alone are compared.</param>
    /// <param name="cancel">Stops looking.</param>
    public async Task<IReadOnlyList<VerifiedChain>> Verify(IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancel)
    {
        using var budget = database.Allow(DatabaseWork.Batch);
        var chains = new List<VerifiedChain>();
        var heads = await database.Read(tx => tx.AuditTrail.Heads(), cancel);
        var known = checkpoints.ToLookup(c => c.Chain, StringComparer.Ordinal);
        // A chain of which nothing is left but a checkpoint is looked at too.
        var gone = known.Select(group => group.Key).Except(heads.Select(head => head.Chain), StringComparer.Ordinal);
        foreach (var head in heads.Concat(gone.Select(NoHead)))
            chains.Add(await Verify(head, [.. known[head.Chain].OrderBy(c => c.Position)], cancel));
        return chains;
    }

    private static AuditHead NoHead(string chain) =>
        new()
        {
            Chain = chain,
            Position = 0,
            Digest = "",
        };

    // The head was read first: rows that are added meanwhile lie behind it and are left for the next time.
    private async Task<VerifiedChain> Verify(AuditHead head, IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancel)
    {
        var (position, digest, next) = (0L, "", 0);
        while (true)
        {
            var rows = await database.Read(tx => tx.AuditTrail.Chain(head.Chain, position, AtOnce), cancel);
            foreach (var row in rows)
            {
                if (row.Position != position + 1 || row.PreviousDigest != digest || row.Digest != AuditChain.DigestOf(row))
                    return new VerifiedChain(head.Chain, position, position + 1, digest);
                if (row.Position == head.Position && row.Digest != head.Digest)
                    return new VerifiedChain(head.Chain, position, row.Position, digest);
                for (; next < checkpoints.Count && checkpoints[next].Position == row.Position; next++)
                    if (checkpoints[next].Digest != row.Digest)
                        return Contradicts(checkpoints, next);
                (position, digest) = (row.Position, row.Digest);
            }
            if (rows.Count < AtOnce)
                break;
        }
        if (next < checkpoints.Count)
            return new VerifiedChain(head.Chain, position, position + 1, digest, checkpoints[next]);
        // The rows end before the head: the newest were cut off. Rows without a head: the head was taken away.
        var isCut = position < head.Position || (head.Position == 0 && position > 0);
        return new VerifiedChain(head.Chain, position, isCut ? position + 1 : null, digest);
    }

    // Rows that fit each other and not a checkpoint were all computed anew: what is known to be whole ends at the checkpoint before.
    private static VerifiedChain Contradicts(IReadOnlyList<AuditCheckpoint> checkpoints, int which)
    {
        var before = which > 0 ? checkpoints[which - 1] : null;
        var broken = checkpoints[which];
        return new VerifiedChain(broken.Chain, before?.Position ?? 0, broken.Position, before?.Digest ?? "", broken);
    }
}
