using Sallyport.Core.SecurityKeys.Metadata;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What is kept of metadata, and which broken models people still have (M-4).</summary>
/// <param name="Reading">Checked by this node's root file; null where nothing was ever brought in.</param>
/// <param name="ImportedAt">When it was brought in.</param>
/// <param name="IsOverdue">The next issue is due.</param>
/// <param name="Compromised">Models in use of which it says that they are broken, with the number of keys.</param>
public sealed record ShownMetadata(
    MetadataReading? Reading,
    DateTimeOffset? ImportedAt,
    bool IsOverdue,
    IReadOnlyList<CompromisedModel> Compromised
);

public sealed record CompromisedModel(string Aaguid, string Description, long Keys);

public sealed class ShowFidoMetadata(Settings settings, Database database, TimeProvider time)
{
    public async Task<ShownMetadata> Show(CancellationToken cancel)
    {
        var (kept, models) = await database.Read(
            async tx => (await tx.FidoMetadata.Get(), await tx.FidoMetadata.ModelsInUse()),
            cancel
        );
        if (kept is null)
            return new ShownMetadata(null, null, IsOverdue: false, []);
        var reading = MetadataToken.Read(kept.Token, FidoRoots.Read(settings) ?? [], kept.ImportedAt, kept.Number);
        var blob = (reading as MetadataReading.Read)?.Blob;
        var now = time.GetUtcNow();
        return new ShownMetadata(
            reading,
            kept.ImportedAt,
            blob?.IsOverdue(now) == true,
            blob is null ? [] : Broken(blob, models, now)
        );
    }

    private static IReadOnlyList<CompromisedModel> Broken(
        MetadataBlob blob,
        IReadOnlyList<ModelCount> models,
        DateTimeOffset now
    ) =>
        [
            .. from model in models
            let known = blob.Find(Guid.Parse(model.Aaguid), null, now)
            where known?.IsCompromised == true
            select new CompromisedModel(model.Aaguid, known.Description, model.Keys),
        ];
}
