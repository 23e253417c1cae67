using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Sallyport.Core.SecurityKeys;

/// <summary>5.8.1: what the browser says that it was asked, where, by whom. Members that we do not know are passed over.</summary>
internal sealed record ClientReport(string Type, string Challenge, string Origin, bool IsCrossOrigin, string? TopOrigin)
{
    /// <summary>Null where it is no UTF-8, no JSON, or a member is of another type than 5.8.1 gives it.</summary>
    public static ClientReport? Parse(ReadOnlyMemory<byte> bytes) =>
        bytes.Length <= BrowserJson.Longest
        && BrowserJson.Read(WithoutMark(bytes)) is { } json
        && BrowserJson.Text(json, "type") is { } type
        && BrowserJson.Text(json, "challenge") is { } challenge
        && BrowserJson.Text(json, "origin") is { } origin
        && IsFramed(json) is { } isFramed
        && Frame(json) is var (isText, frame)
        && isText
            ? new ClientReport(type, challenge, origin, isFramed, frame)
            : null;

    public bool Answers(ReadOnlySpan<byte> challenge) => Challenge == Base64Url.EncodeToString(challenge);

    public bool IsFrom(IReadOnlyList<string> origins) => origins.Contains(Origin, StringComparer.Ordinal);

    /// <summary>Browsers of before Level 3 say that they are framed, and not by whom: whoever may be framed has to take that.</summary>
    public bool MayBeFramed(IReadOnlyList<string> topOrigins) => !IsCrossOrigin || topOrigins.Count > 0;

    public bool IsFramedBy(IReadOnlyList<string> topOrigins) =>
        TopOrigin is null || topOrigins.Contains(TopOrigin, StringComparer.Ordinal);

    // "UTF-8 decode" drops a byte order mark.
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;

    private static bool? IsFramed(JsonElement json) =>
        !json.TryGetProperty("crossOrigin", out var member) ? false
        : member.ValueKind is JsonValueKind.True or JsonValueKind.False ? member.GetBoolean()
        : null;

    private static (bool IsText, string? Frame) Frame(JsonElement json) =>
        !json.TryGetProperty("topOrigin", out _) ? (true, null)
        : BrowserJson.Text(json, "topOrigin") is { } frame ? (true, frame)
        : (false, null);
}
