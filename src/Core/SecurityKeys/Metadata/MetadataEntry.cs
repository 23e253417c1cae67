using System.Globalization;
using System.Text.Json;

namespace Sallyport.Core.SecurityKeys.Metadata;

/// <summary>What is said of one model (FIDO Metadata Service 3, section 3.1.1).</summary>
/// <param name="Aaguid">Null for U2F keys, which have none.</param>
/// <param name="CertificateKeyIds">SHA-1 of public keys of attestation certificates in lower-case hex.</param>
/// <param name="Description">The maker's words.</param>
/// <param name="Roots">Certificates in DER that its attestation may end in.</param>
/// <param name="Reports">What became known of it, as it was listed.</param>
public sealed record MetadataEntry(
    Guid? Aaguid,
    IReadOnlySet<string> CertificateKeyIds,
    string Description,
    IReadOnlyList<byte[]> Roots,
    IReadOnlyList<StatusReport> Reports
)
{
    // Section 3.1.4: those after which a key proves nothing any more.
    private static readonly HashSet<string> Broken = new(StringComparer.Ordinal)
    {
        "REVOKED",
        "USER_VERIFICATION_BYPASS",
        "ATTESTATION_KEY_COMPROMISE",
        "USER_KEY_REMOTE_COMPROMISE",
        "USER_KEY_PHYSICAL_COMPROMISE",
    };

    /// <summary>The newest report decides, of those that are in force: an update may have mended what an earlier one told of.</summary>
    public bool IsCompromised(DateTimeOffset now) =>
        Reports
            .Where(report => report.EffectiveFrom <= DateOnly.FromDateTime(now.UtcDateTime))
            .Aggregate((StatusReport?)null, (newest, report) => newest?.EffectiveFrom > report.EffectiveFrom ? newest : report)
            is { } last
        && Broken.Contains(last.Status);

    /// <summary>Null for entries that are of no use here: other protocols' (they have an <c>aaid</c>).</summary>
    internal static MetadataEntry? Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        Guid? aaguid = Guid.TryParseExact(BrowserJson.Text(json, "aaguid"), "D", out var id) ? id : null;
        var keyIds = Texts(json, "attestationCertificateKeyIdentifiers").Select(text => text.ToLowerInvariant());
        var entry = new MetadataEntry(aaguid, keyIds.ToHashSet(StringComparer.Ordinal), "", [], ReportsOf(json));
        if (aaguid is null && entry.CertificateKeyIds.Count == 0)
            return null;
        return BrowserJson.Object(json, "metadataStatement") is { } statement
            ? entry with
            {
                Description = BrowserJson.Text(statement, "description") ?? "",
                Roots = [.. Texts(statement, "attestationRootCertificates").Select(Der).OfType<byte[]>()],
            }
            : entry;
    }

    internal static DateOnly? Date(JsonElement json, string name) =>
        DateOnly.TryParseExact(
            BrowserJson.Text(json, name),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date
            : null;

    // A report without a date is in force from the beginning.
    private static IReadOnlyList<StatusReport> ReportsOf(JsonElement json) =>
        json.TryGetProperty("statusReports", out var reports) && reports.ValueKind == JsonValueKind.Array
            ?
            [
                .. reports
                    .EnumerateArray()
                    .Where(report => report.ValueKind == JsonValueKind.Object)
                    .Select(report => new StatusReport(
                        BrowserJson.Text(report, "status") ?? "",
                        Date(report, "effectiveDate") ?? DateOnly.MinValue
                    )),
            ]
            : [];

    private static IEnumerable<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
            : [];

    // base64, which some makers break into lines.
    private static byte[]? Der(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}

/// <summary>Something that became known of a model, in the words of FIDO (<c>REVOKED</c>).</summary>
public sealed record StatusReport(string Status, DateOnly EffectiveFrom);
