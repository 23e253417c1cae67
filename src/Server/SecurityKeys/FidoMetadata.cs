using System.Diagnostics;
using Sallyport.Core.SecurityKeys;
using Sallyport.Core.SecurityKeys.Metadata;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>
/// What is known of models of keys, in this process: read from the database, and checked here by the root file of this node. Where there is none, or it is
/// broken, nothing is known: new keys cannot prove their make, and everything else goes on, sign-in by keys above all (M-7).
/// </summary>
public sealed class FidoMetadata(Settings settings, Database database, TimeProvider time, ILogger<FidoMetadata> log)
    : TrustAnchors
{
    private volatile Snapshot current = new(null, null);

    public override bool IsEmpty => current.Blob is not { Entries.Count: > 0 };

    public override KeyModel? Find(Guid aaguid, string? certificateKeyId) =>
        current.Blob?.Find(aaguid, certificateKeyId, time.GetUtcNow());

    /// <summary>Takes over what was brought in since the last look, on whatever node.</summary>
    public async Task Follow(CancellationToken cancel)
    {
        var importedAt = await database.Read(tx => tx.FidoMetadata.ImportedAt(), cancel);
        if (importedAt == current.ImportedAt)
            return;
        var kept = await database.Read(tx => tx.FidoMetadata.Get(), cancel);
        current = new Snapshot(kept?.ImportedAt, kept is null ? null : Blob(kept));
    }

    private MetadataBlob? Blob(KeptMetadata kept)
    {
        // A file that is gone or broken leaves no root, and so no metadata; the rest of the house stands.
        switch (MetadataToken.Read(kept.Token, FidoRoots.Read(settings) ?? [], kept.ImportedAt, kept.Number))
        {
            case MetadataReading.Read read:
                if (read.Blob.IsOverdue(time.GetUtcNow()))
                    log.LogWarning(
                        "Metadata of security keys was due again on {NextUpdate}. The old one goes on to be used.",
                        read.Blob.NextUpdate
                    );
                return read.Blob;
            case MetadataReading.Refused refused:
                log.LogError(
                    "The metadata of security keys in the database is not used: {Fault}. New keys cannot prove their make.",
                    refused.Fault
                );
                return null;
            default:
                throw new UnreachableException("The family is closed.");
        }
    }

    private sealed record Snapshot(DateTimeOffset? ImportedAt, MetadataBlob? Blob);
}
