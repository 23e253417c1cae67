using System.Text.Json;

namespace Sallyport.Core.SecurityKeys.Metadata;

/// <summary>What the FIDO alliance, or another source that the operator trusts, says of models of keys (FIDO Metadata Service 3, section 3.1).</summary>
/// <param name="Number">Grows with every issue.</param>
/// <param name="NextUpdate">When the next issue is due. What is older goes on to be used: old knowledge is better than none.</param>
/// <param name="Entries">One for each model.</param>
public sealed record MetadataBlob(long Number, DateOnly NextUpdate, IReadOnlyList<MetadataEntry> Entries)
{
    public bool IsOverdue(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime) > NextUpdate;

    /// <summary>By the model number, and for keys without one (U2F) by the key of their attestation certificate. Null where nothing is known.</summary>
    public KeyModel? Find(Guid aaguid, string? certificateKeyId, DateTimeOffset now)
    {
        var entry =
            aaguid != Guid.Empty ? Entries.FirstOrDefault(entry => entry.Aaguid == aaguid)
            : certificateKeyId is null ? null
            : Entries.FirstOrDefault(entry => entry.CertificateKeyIds.Contains(certificateKeyId));
        return entry is null ? null : new KeyModel(entry.Description, entry.Roots, entry.IsCompromised(now));
    }

    /// <summary>Null where number, next update or the list of entries are missing or malformed.</summary>
    internal static MetadataBlob? Parse(JsonElement json) =>
        json.TryGetProperty("no", out var number)
        && number.ValueKind == JsonValueKind.Number
        && number.TryGetInt64(out var count)
        && MetadataEntry.Date(json, "nextUpdate") is { } nextUpdate
        && json.TryGetProperty("entries", out var entries)
        && entries.ValueKind == JsonValueKind.Array
            ? new MetadataBlob(
                count,
                nextUpdate,
                [.. entries.EnumerateArray().Select(MetadataEntry.Parse).OfType<MetadataEntry>()]
            )
            : null;
}
