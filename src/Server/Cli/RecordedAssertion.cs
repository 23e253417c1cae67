using System.Text.Json;
using Sallyport.Core.SecurityKeys;

namespace Sallyport.Server.Cli;

internal sealed record RecordedAssertion(
    Ceremony Ceremony,
    AssertionResponse Response,
    StoredCredential Stored,
    bool UserIdentified
) : RecordedCeremony(Ceremony)
{
    public override CeremonyCheck? FailedCheck() =>
        (Assertion.Verify(Ceremony, Response, Stored, UserIdentified) as AssertionAnswer.Refused)?.Check;

    public static RecordedAssertion? Parse(Ceremony ceremony, JsonElement json, JsonElement response) =>
        StoredIn(json) is { } stored
        && OptionalBytes(json, "credentialId") is var (isSound, id)
        && isSound
        && Flag(json, "userIdentified", otherwise: true) is { } userIdentified
        && ResponseOf(response, id ?? stored.CredentialId) is { } answer
            ? new RecordedAssertion(
                ceremony,
                // Recordings that do not say whose handle it should be: nothing to hold the answer's against.
                userIdentified && stored.UserHandle is null
                    ? answer with
                    {
                        UserHandle = null,
                    }
                    : answer,
                stored,
                userIdentified
            )
            : null;

    private static AssertionResponse? ResponseOf(JsonElement response, byte[] id) =>
        BrowserJson.Bytes(response, "clientDataJSON") is { } clientData
        && BrowserJson.Bytes(response, "authenticatorData") is { } authenticatorData
        && BrowserJson.Bytes(response, "signature") is { } signature
        && OptionalBytes(response, "userHandle") is var (isSound, handle)
        && isSound
            ? new AssertionResponse(id, clientData, authenticatorData, signature, handle is { Length: 0 } ? null : handle)
            : null;

    private static StoredCredential? StoredIn(JsonElement json) =>
        BrowserJson.Object(json, "stored") is { } stored
        && BrowserJson.Bytes(stored, "credentialId") is { } id
        && BrowserJson.Bytes(stored, "publicKey") is { } key
        && Count(stored) is { } count
        && Flag(stored, "backupEligible", otherwise: false) is { } isEligible
        && OptionalBytes(stored, "userHandle") is var (isSound, handle)
        && isSound
            ? new StoredCredential(id, key, count, isEligible, handle)
            : null;

    private static long? Count(JsonElement stored) =>
        !BrowserJson.Has(stored, "signCount") ? 0
        : stored.GetProperty("signCount") is { ValueKind: JsonValueKind.Number } number && number.TryGetUInt32(out var count)
            ? count
        : null;

    private static bool? Flag(JsonElement json, string name, bool otherwise) =>
        !BrowserJson.Has(json, name) ? otherwise
        : json.GetProperty(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean()
        : null;
}
