using System.Text.Json;

namespace Sallyport.Core.SecurityKeys;

/// <summary>The shell that both answers of a browser have (5.1.9): an id, said twice, and a response.</summary>
internal sealed record BrowserCredential(byte[] Id, JsonElement Response)
{
    /// <summary>10.1.3: it can be found without a user name; null where the browser does not say. Unsigned, hence no ground for a decision.</summary>
    public bool? IsDiscoverable { get; private init; }

    public static BrowserCredential? Parse(string text) =>
        text.Length <= BrowserJson.Longest
        && BrowserJson.Read(text) is { } json
        && BrowserJson.Text(json, "type") == "public-key"
        && BrowserJson.Text(json, "id") is { } id
        && BrowserJson.Text(json, "rawId") == id
        && BrowserJson.Decode(id) is { } bytes
        && BrowserJson.Object(json, "response") is { } response
            ? new BrowserCredential(bytes, response) { IsDiscoverable = Discoverable(json) }
            : null;

    private static bool? Discoverable(JsonElement json) =>
        BrowserJson.Object(json, "clientExtensionResults") is { } results
        && BrowserJson.Object(results, "credProps") is { } properties
        && properties.TryGetProperty("rk", out var said)
            ? said.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            }
            : null;
}
