using System.Text.Json;
using Sallyport.Core.SecurityKeys;

namespace Sallyport.Server.Cli;

internal sealed record RecordedRegistration(Ceremony Ceremony, RegistrationResponse Response, KeyRule Rule, TrustAnchors Anchors)
    : RecordedCeremony(Ceremony)
{
    public override CeremonyCheck? FailedCheck() =>
        (Registration.Verify(Ceremony, Response, Rule, Anchors) as RegistrationAnswer.Refused)?.Check;

    public static RecordedRegistration? Parse(Ceremony ceremony, JsonElement json, JsonElement response) =>
        OptionalBytes(json, "credentialId") is var (isSound, id)
        && isSound
        && BrowserJson.Bytes(response, "clientDataJSON") is { } clientData
        && BrowserJson.Bytes(response, "attestationObject") is { } attestation
        && Algorithms(json) is { } algorithms
        && IsDemanded(json) is { } isDemanded
        && Roots(json) is { } roots
            ? new RecordedRegistration(
                ceremony,
                new RegistrationResponse(id, clientData, attestation),
                new KeyRule(algorithms) { RequiresAttestation = isDemanded },
                TrustAnchors.Fixed(roots)
            )
            : null;

    // What is not known here could be offered, and would be refused.
    private static IReadOnlyList<CoseAlgorithm>? Algorithms(JsonElement json) =>
        json.TryGetProperty("algorithms", out var list)
        && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _))
            ? [.. list.EnumerateArray().Select(item => (CoseAlgorithm)item.GetInt32()).Where(Enum.IsDefined)]
            : null;

    private static bool? IsDemanded(JsonElement json) =>
        !BrowserJson.Has(json, "attestation")
            ? false
            : BrowserJson.Text(json, "attestation") switch
            {
                "none" => false,
                "verified" => true,
                _ => null,
            };

    private static List<byte[]>? Roots(JsonElement json)
    {
        if (!BrowserJson.Has(json, "trustRoots"))
            return [];
        var roots = Texts(json, "trustRoots")?.Select(Der).ToList();
        return roots is null || roots.Contains(null) ? null : roots.ConvertAll(root => root!);
    }

    // base64, as certificates are written; base64url, as everything else here is.
    private static byte[]? Der(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : BrowserJson.Decode(text);
    }
}
