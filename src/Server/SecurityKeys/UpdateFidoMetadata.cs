using System.Diagnostics;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.SecurityKeys.Metadata;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What came of bringing metadata in.</summary>
public abstract record UpdatedMetadata
{
    private UpdatedMetadata() { }

    public sealed record Done(MetadataBlob Blob, string Signer) : UpdatedMetadata;

    public sealed record Refused(MetadataFault Fault) : UpdatedMetadata;

    /// <summary>No root is configured by which it could be believed, or its file cannot be read.</summary>
    public sealed record NoRoot : UpdatedMetadata;
}

/// <summary>Keeps an issue of metadata that the operator hands over, and says what is kept. Nothing is ever fetched (M-3).</summary>
public sealed class UpdateFidoMetadata(Settings settings, Database database, TimeProvider time)
{
    public async Task<UpdatedMetadata> Update(Caller caller, string token, CancellationToken cancel)
    {
        if (FidoRoots.Read(settings) is not { } roots)
            return new UpdatedMetadata.NoRoot();
        // Megabytes are checked before the transaction; the row decides about the number.
        return MetadataToken.Read(token, roots, time.GetUtcNow(), kept: 0) switch
        {
            MetadataReading.Refused refused => new UpdatedMetadata.Refused(refused.Fault),
            MetadataReading.Read read => await database.Write(caller, tx => Keep(tx, token, read), cancel),
            _ => throw new UnreachableException("The family is closed."),
        };
    }

    private static async Task<UpdatedMetadata> Keep(Transaction tx, string token, MetadataReading.Read read)
    {
        var kept = new KeptMetadata
        {
            Number = read.Blob.Number,
            Token = token,
            ImportedAt = tx.Now,
        };
        if (!await tx.FidoMetadata.Keep(kept))
            return new UpdatedMetadata.Refused(MetadataFault.Older);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.FidoMetadataUpdated, null, "", "")
                .With("number", $"{read.Blob.Number}")
                .With("nextUpdate", $"{read.Blob.NextUpdate:yyyy-MM-dd}")
                .With("signer", read.Signer)
        );
        return new UpdatedMetadata.Done(read.Blob, read.Signer);
    }
}
