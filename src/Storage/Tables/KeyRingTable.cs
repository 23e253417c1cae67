using Sallyport.Storage.Seal;

namespace Sallyport.Storage.Tables;

/// <summary>The web framework's key ring.</summary>
public sealed class KeyRingTable(Transaction tx)
{
    public async Task<IReadOnlyList<byte[]>> All()
    {
        var rows = await tx.Many<(string Name, byte[] SealedXml)>(
            "SELECT name, sealed_xml FROM data_protection_keys ORDER BY created_at, name"
        );
        return [.. rows.Select(row => tx.Sealer.Open(row.SealedXml, PlaceOf(row.Name)))];
    }

    /// <summary>0 when another node was first with that name.</summary>
    public Task<int> Add(string name, byte[] xml, DateTimeOffset now) =>
        tx.Execute(
            "INSERT INTO data_protection_keys (name, sealed_xml, created_at) VALUES (@name, @sealedXml, @now) ON CONFLICT (name) DO NOTHING",
            new
            {
                name,
                sealedXml = tx.Sealer.Seal(xml, PlaceOf(name)),
                now,
            }
        );

    internal static SealedPlace PlaceOf(string name) => new("data_protection_keys", "sealed_xml", name);
}
