using System.Text.Json;

namespace Sallyport.Core.SecurityKeys;

/// <summary>What the browser answered to <c>navigator.credentials.create()</c>; no id where the caller has none to compare.</summary>
public sealed record RegistrationResponse(byte[]? CredentialId, byte[] ClientDataJson, byte[] AttestationObject)
{
    /// <summary>How the key may be reached, in the browser's words (<c>usb</c>, <c>internal</c>): a hint for later, nothing to rely on.</summary>
    public IReadOnlyList<string> Transports { get; init; } = [];

    /// <summary>Whether it became a passkey, which can be found without a user name; null where the browser does not say.</summary>
    public bool? IsDiscoverable { get; init; }

    /// <summary>Reads <c>PublicKeyCredential.toJSON()</c> (5.1.9); null where it is none.</summary>
    public static RegistrationResponse? Parse(string json) =>
        BrowserCredential.Parse(json) is { } credential
        && BrowserJson.Bytes(credential.Response, "clientDataJSON") is { } clientData
        && BrowserJson.Bytes(credential.Response, "attestationObject") is { } attestation
            ? new RegistrationResponse(credential.Id, clientData, attestation)
            {
                Transports = Names(credential.Response),
                IsDiscoverable = credential.IsDiscoverable,
            }
            : null;

    // Unknown words are kept out: they go back to browsers one day.
    private static IReadOnlyList<string> Names(JsonElement response) =>
        response.TryGetProperty("transports", out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. Known.Where(known => names.EnumerateArray().Any(name => IsWord(name, known)))]
            : [];

    // 5.8.4.
    private static readonly string[] Known = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

    private static bool IsWord(JsonElement name, string known) =>
        name.ValueKind == JsonValueKind.String && name.ValueEquals(known);
}
