using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Sallyport.Core.SecurityKeys;

/// <summary>JSON that came from a browser: bounded, no key twice, every text one of Unicode, every member of the type that it must have.</summary>
public static class BrowserJson
{
    /// <summary>An attestation object of the largest size is 88 KiB as base64url; client data and the rest are small.</summary>
    public const int Longest = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    // Throws at bytes that are no UTF-8, where the usual one would put question marks.
    private static readonly UTF8Encoding Exact = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The object that the text is; null where it is none. How long it may be is the caller's to say.</summary>
    public static JsonElement? Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            _ = Exact.GetCharCount(utf8.Span);
            using var document = JsonDocument.Parse(utf8, Strict);
            ReadEveryText(utf8.Span);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        // The last is for text that can't be: half of a pair of surrogates.
        catch (Exception fault) when (fault is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return null;
        }
    }

    public static JsonElement? Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    // The framework finds out what an escape stands for when a text or a name is asked for: too late for whoever asks.
    private static void ReadEveryText(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        while (reader.Read())
            if (reader.ValueIsEscaped)
                _ = reader.GetString();
    }

    public static JsonElement? Object(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    /// <summary>Null where it is missing or no text.</summary>
    public static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>Missing and null are the same to browsers, which differ in which of them they write.</summary>
    public static bool Has(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null;

    public static byte[]? Bytes(JsonElement json, string name) => Text(json, name) is { } text ? Decode(text) : null;

    /// <summary>base64url in the one spelling that bytes have: no padding, no spaces, no bits left over.</summary>
    public static byte[]? Decode(string text)
    {
        if (!Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }
}
