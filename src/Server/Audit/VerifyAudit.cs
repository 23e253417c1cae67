using Sallyport.Core.Audit;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Audit;

/// <summary>What a look at one chain found.</summary>
/// <param name="Chain">An account's id, or <c>installation</c>.</param>
/// <param name="Events">How many rows are whole, from the first on.</param>
/// <param name="BrokenAt">The position of the first row that is missing or changed; null: the chain is whole.</param>
/// <param name="Digest">Of the last whole row: kept elsewhere, it proves later that nothing before it was changed.</param>
public sealed record VerifiedChain(string Chain, long Events, long? BrokenAt, string Digest);

/// <summary>Proves the audit chains, row by row, against their own digests and against their heads.</summary>
public sealed class VerifyAudit(Database database)
{
    private const int AtOnce = 1_000;

    public async Task<IReadOnlyList<VerifiedChain>> Verify(CancellationToken cancel)
    {
        var chains = new List<VerifiedChain>();
        foreach (var head in await database.Read(tx => tx.AuditTrail.Heads(), cancel))
            chains.Add(await Verify(head, cancel));
        return chains;
    }

    // The head was read first: rows that are added meanwhile lie behind it and are left for the next time.
    private async Task<VerifiedChain> Verify(AuditHead head, CancellationToken cancel)
    {
        var (position, digest) = (0L, "");
        while (true)
        {
            var rows = await database.Read(tx => tx.AuditTrail.Chain(head.Chain, position, AtOnce), cancel);
            foreach (var row in rows)
            {
                if (row.Position != position + 1 || row.PreviousDigest != digest || row.Digest != AuditChain.DigestOf(row))
                    return new VerifiedChain(head.Chain, position, position + 1, digest);
                (position, digest) = (row.Position, row.Digest);
                if (position == head.Position && digest != head.Digest)
                    return new VerifiedChain(head.Chain, position - 1, position, row.PreviousDigest);
            }
            if (rows.Count < AtOnce)
                break;
        }
        // The rows end before the head: the newest were cut off. Rows without a head: the head was taken away.
        var isCut = position < head.Position || (head.Position == 0 && position > 0);
        return new VerifiedChain(head.Chain, position, isCut ? position + 1 : null, digest);
    }
}
