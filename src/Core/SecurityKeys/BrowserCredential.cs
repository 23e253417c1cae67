using System.Text.Json;

namespace Sallyport.Core.SecurityKeys;

/// <summary>The shell that both answers of a browser have (5.1.9): an id, said twice, and a response.</summary>
internal sealed record BrowserCredential(byte[] Id, JsonElement Response)
{
    public static BrowserCredential? Parse(string text) =>
        text.Length <= BrowserJson.Longest
        && BrowserJson.Read(text) is { } json
        && BrowserJson.Text(json, "type") == "public-key"
        && BrowserJson.Text(json, "id") is { } id
        && BrowserJson.Text(json, "rawId") == id
        && BrowserJson.Decode(id) is { } bytes
        && BrowserJson.Object(json, "response") is { } response
            ? new BrowserCredential(bytes, response)
            : null;
}
