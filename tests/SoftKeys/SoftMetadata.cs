using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Tests;

/// <summary>Issues metadata about models of keys, as FIDO does.</summary>
internal sealed class SoftMetadata(SoftMaker issuer)
{
    private readonly SoftKeyPair signer = new(SoftKeyPair.Rs256);

    public JsonObject Header { get; } = new() { ["alg"] = "RS256", ["typ"] = "JWT" };
    public int Number { get; set; } = 7;
    public string NextUpdate { get; set; } = "2030-01-01";
    public JsonArray Entries { get; } = [];

    public void Add(Guid model, string description, byte[] root, params (string Status, string From)[] reports)
    {
        var entry = Entry(description, root, reports);
        entry["aaguid"] = model.ToString("D");
        Entries.Add(entry);
    }

    /// <summary>A U2F key, known by its attestation certificate.</summary>
    public void AddU2f(string certificateKeyId, string description, byte[] root)
    {
        var entry = Entry(description, root, []);
        entry["attestationCertificateKeyIdentifiers"] = new JsonArray(certificateKeyId);
        Entries.Add(entry);
    }

    public string Token(Func<byte[], byte[]>? spoilSigned = null)
    {
        Header["x5c"] ??= new JsonArray(
            Convert.ToBase64String(issuer.Certify(signer.Key, "CN=Metadata of Acme", SoftMaker.Authority(false)))
        );
        var content = new JsonObject
        {
            ["legalHeader"] = "For tests.",
            ["no"] = Number,
            ["nextUpdate"] = NextUpdate,
            ["entries"] = Entries.DeepClone(),
        };
        var text = $"{Part(Header)}.{Part(content)}";
        var signed = Encoding.ASCII.GetBytes(text);
        return $"{text}.{Base64Url.EncodeToString(signer.Sign(spoilSigned?.Invoke(signed) ?? signed))}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject Entry(string description, byte[] root, IEnumerable<(string Status, string From)> reports) =>
        new()
        {
            ["metadataStatement"] = new JsonObject
            {
                ["description"] = description,
                ["attestationRootCertificates"] = new JsonArray(
                    Convert.ToBase64String(root, Base64FormattingOptions.InsertLineBreaks)
                ),
            },
            ["statusReports"] = new JsonArray([
                .. reports.Select(report => new JsonObject { ["status"] = report.Status, ["effectiveDate"] = report.From }),
            ]),
        };
}
