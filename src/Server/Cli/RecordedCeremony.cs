using System.Text.Json;
using Sallyport.Core.SecurityKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

/// <summary>A ceremony in one line of JSON: what was asked, what came back. The form is described in <c>docs/webauthn.md</c>.</summary>
internal abstract record RecordedCeremony(Ceremony Ceremony)
{
    /// <summary>Null where it passes.</summary>
    public abstract CeremonyCheck? FailedCheck();

    /// <summary>Null where a member is missing or malformed; those that are not known are passed over.</summary>
    /// <param name="json">The line.</param>
    /// <param name="now">The time of the ceremony, where it names none.</param>
    public static RecordedCeremony? Parse(JsonElement json, DateTimeOffset now) =>
        AskedFor(json, now) is { } ceremony && BrowserJson.Object(json, "response") is { } response
            ? BrowserJson.Text(json, "kind") switch
            {
                "registration" => RecordedRegistration.Parse(ceremony, json, response),
                "assertion" => RecordedAssertion.Parse(ceremony, json, response),
                _ => null,
            }
            : null;

    private static Ceremony? AskedFor(JsonElement json, DateTimeOffset now) =>
        BrowserJson.Text(json, "rpId") is { } rpId
        && Texts(json, "origins") is { } origins
        && (BrowserJson.Has(json, "topOrigins") ? Texts(json, "topOrigins") : []) is { } topOrigins
        && BrowserJson.Bytes(json, "challenge") is { Length: > 0 } challenge
        && UserVerification(json) is { } isRequired
        && (BrowserJson.Has(json, "now") ? Time(json) : now) is { } time
            ? new Ceremony(rpId, origins, topOrigins, challenge, isRequired, time) { Ed25519 = Sodium.Ed25519 }
            : null;

    private static bool? UserVerification(JsonElement json) =>
        !BrowserJson.Has(json, "userVerification")
            ? false
            : BrowserJson.Text(json, "userVerification") switch
            {
                "required" => true,
                "preferred" or "discouraged" => false,
                _ => null,
            };

    private static DateTimeOffset? Time(JsonElement json) =>
        BrowserJson.Text(json, "now") is { } text ? InternetTime.Read(text) : null;

    protected static IReadOnlyList<string>? Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list)
        && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    /// <summary>Of a member that may be missing: null where it is there and malformed.</summary>
    protected static (bool IsSound, byte[]? Bytes) OptionalBytes(JsonElement json, string name) =>
        !BrowserJson.Has(json, name) ? (true, null)
        : BrowserJson.Bytes(json, name) is { } bytes ? (true, bytes)
        : (false, null);
}
