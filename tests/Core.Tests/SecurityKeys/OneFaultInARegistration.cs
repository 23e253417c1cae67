using System.Text.Json.Nodes;
using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>Registrations with exactly one thing wrong, signed where anything is signed.</summary>
public sealed class OneFaultInARegistration
{
    private static readonly Dictionary<string, (CeremonyCheck Check, Action<SoftAnswer> Spoil)> Faults = new(
        StringComparer.Ordinal
    )
    {
        ["type of an assertion"] = (CeremonyCheck.Type, a => a.ClientData["type"] = "webauthn.get"),
        ["type in capitals"] = (CeremonyCheck.Type, a => a.ClientData["type"] = "WebAuthn.Create"),
        ["no type"] = (CeremonyCheck.ClientData, a => a.ClientData.Remove("type")),
        ["another challenge"] = (
            CeremonyCheck.Challenge,
            a => a.ClientData["challenge"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        ),
        ["half of the challenge"] = (CeremonyCheck.Challenge, a => a.ClientData["challenge"] = Challenge(a)[..20]),
        ["a longer challenge"] = (CeremonyCheck.Challenge, a => a.ClientData["challenge"] = Challenge(a) + "AA"),
        ["padded challenge"] = (CeremonyCheck.Challenge, a => a.ClientData["challenge"] = Challenge(a) + "="),
        ["empty challenge"] = (CeremonyCheck.Challenge, a => a.ClientData["challenge"] = ""),
        ["challenge as a number"] = (CeremonyCheck.ClientData, a => a.ClientData["challenge"] = 5),
        ["origin by http"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "http://acme.example"),
        ["origin with a port"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://acme.example:8443"),
        ["origin with the usual port"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://acme.example:443"),
        ["origin in capitals"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://ACME.example"),
        ["origin with a dot behind"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://acme.example."),
        ["origin with a slash behind"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://acme.example/"),
        ["origin of a subdomain"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://www.acme.example"),
        ["origin that begins alike"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://acme.example.evil.test"),
        ["origin of the parent"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://example"),
        ["origin null"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "null"),
        ["framed"] = (CeremonyCheck.CrossOrigin, a => a.ClientData["crossOrigin"] = true),
        ["framed, as a text"] = (CeremonyCheck.ClientData, a => a.ClientData["crossOrigin"] = "false"),
        ["framed by somebody"] = (CeremonyCheck.TopOrigin, a => a.ClientData["topOrigin"] = "https://evil.test"),
        ["framed by ourselves"] = (CeremonyCheck.TopOrigin, a => a.ClientData["topOrigin"] = Ceremonies.Origin),
        ["client data with a member twice"] = (
            CeremonyCheck.ClientData,
            a => a.SpoilClientData = b => [(byte)'{', .. "\"type\":\"x\","u8, .. b[1..]]
        ),
        ["client data that is a list"] = (CeremonyCheck.ClientData, a => a.SpoilClientData = b => [(byte)'[', .. b, (byte)']']),
        ["client data with more behind it"] = (CeremonyCheck.ClientData, a => a.SpoilClientData = b => [.. b, (byte)'}']),
        ["client data in another encoding"] = (
            CeremonyCheck.ClientData,
            a => a.SpoilClientData = b => [.. b[..^1], .. ",\"x\":\""u8, 0xE9, .. "\"}"u8]
        ),
        ["two byte order marks"] = (
            CeremonyCheck.ClientData,
            a => a.SpoilClientData = b => [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. b]
        ),
        ["another relying party"] = (
            CeremonyCheck.RpId,
            a => a.RpIdHash = System.Security.Cryptography.SHA256.HashData("www.acme.example"u8)
        ),
        ["nobody touched it"] = (CeremonyCheck.UserPresent, a => a.Flags &= 0xFE),
        ["backed up and not eligible"] = (CeremonyCheck.BackupState, a => a.Flags |= SoftAnswer.BackedUp),
        ["no attested credential"] = (CeremonyCheck.AuthenticatorData, a => a.Flags &= 0xBF),
        ["no credential behind its flag"] = (CeremonyCheck.AuthenticatorData, a => a.CoseKey = []),
        ["extensions without their flag"] = (CeremonyCheck.AuthenticatorData, a => a.Tail = [0xA0]),
        ["a flag without extensions"] = (CeremonyCheck.AuthenticatorData, a => a.Flags |= SoftAnswer.Extensions),
        ["extensions that are no map"] = (
            CeremonyCheck.AuthenticatorData,
            a => (a.Flags, a.Tail) = ((byte)(a.Flags | SoftAnswer.Extensions), [0x80])
        ),
        ["bytes behind the extensions"] = (
            CeremonyCheck.AuthenticatorData,
            a => (a.Flags, a.Tail) = ((byte)(a.Flags | SoftAnswer.Extensions), [0xA0, 0])
        ),
        ["bytes behind the data"] = (CeremonyCheck.AuthenticatorData, a => a.SpoilAuthenticatorData = b => [.. b, 0]),
        ["data cut short"] = (CeremonyCheck.AuthenticatorData, a => a.SpoilAuthenticatorData = b => b[..^1]),
        ["half a head"] = (CeremonyCheck.AuthenticatorData, a => a.SpoilAuthenticatorData = b => b[..20]),
        ["an id of no bytes"] = (CeremonyCheck.CredentialId, a => SetId(a, [])),
        ["an id of 1024 bytes"] = (CeremonyCheck.CredentialId, a => SetId(a, new byte[1024])),
        ["another id than the answer names"] = (
            CeremonyCheck.CredentialId,
            a => a.CredentialId = [.. a.CredentialId[..^1], (byte)~a.CredentialId[^1]]
        ),
        ["bytes behind the attestation object"] = (
            CeremonyCheck.AttestationObject,
            a => a.SpoilAttestationObject = b => [.. b, 0]
        ),
        ["attestation object cut short"] = (CeremonyCheck.AttestationObject, a => a.SpoilAttestationObject = b => b[..^1]),
        ["attestation object without end"] = (
            CeremonyCheck.AttestationObject,
            a => a.SpoilAttestationObject = b => [0xBF, .. b[1..], 0xFF]
        ),
        ["attestation object with a key twice"] = (
            CeremonyCheck.AttestationObject,
            a => a.SpoilAttestationObject = b => [0xA4, .. b[1..], 0x63, .. "fmt"u8, 0x64, .. "none"u8]
        ),
        ["attestation object in a list"] = (CeremonyCheck.AttestationObject, a => a.SpoilAttestationObject = b => [0x81, .. b]),
        ["tagged attestation object"] = (
            CeremonyCheck.AttestationObject,
            a => a.SpoilAttestationObject = b => [0xD9, 0xD9, 0xF7, .. b]
        ),
        ["a nest of 17"] = (
            CeremonyCheck.AttestationObject,
            a => a.SpoilAttestationObject = b => [0xA4, .. b[1..], 0x61, (byte)'x', .. Enumerable.Repeat((byte)0x81, 17), 0]
        ),
        ["64 KiB and more"] = (
            CeremonyCheck.AttestationObject,
            a => a.SpoilAttestationObject = b => [0xA4, .. b[1..], 0x61, (byte)'x', 0x5A, 0, 1, 0, 0, .. new byte[65536]]
        ),
        ["an unknown format"] = (
            CeremonyCheck.AttestationFormat,
            a => a.SpoilAttestationObject = b => Replaced(b, "none"u8, "nono"u8)
        ),
        ["a format in capitals"] = (
            CeremonyCheck.AttestationFormat,
            a => a.SpoilAttestationObject = b => Replaced(b, "none"u8, "None"u8)
        ),
        ["something said by none"] = (
            CeremonyCheck.AttestationStatement,
            a => a.SpoilAttestationObject = b => Replaced(b, [.. "attStmt"u8, 0xA0], [.. "attStmt"u8, 0xA1, 0x61, (byte)'x', 0])
        ),
        ["another type"] = (CeremonyCheck.Input, a => a.SpoilJson = json => json["type"] = "password"),
        ["two ids"] = (CeremonyCheck.Input, a => a.SpoilJson = json => json["rawId"] = "AAAA"),
        ["no response"] = (CeremonyCheck.Input, a => a.SpoilJson = json => json.Remove("response")),
        ["padded bytes"] = (CeremonyCheck.Input, a => a.SpoilJson = json => json["response"]!["clientDataJSON"] = "AAA="),
    };

    public static TheoryData<string> Names() => [.. Faults.Keys];

    [Theory, MemberData(nameof(Names))]
    [Keeps("KEY-1")]
    public void One_fault_is_refused_by_its_own_check(string name)
    {
        var (check, spoil) = Faults[name];
        var key = Ceremonies.Key();

        Assert.Equal(check, Ceremonies.Failed(Ceremonies.Register(key, spoil)));
        // The same key without the fault: it was the fault.
        Ceremonies.Registered(Ceremonies.Register(key));
    }

    private static readonly Dictionary<string, Action<SoftAnswer>> Harmless = new(StringComparer.Ordinal)
    {
        ["a byte order mark"] = a => a.SpoilClientData = b => [0xEF, 0xBB, 0xBF, .. b],
        ["unknown members"] = a =>
            (a.ClientData["tokenBinding"], a.ClientData["other"]) = (new JsonObject { ["status"] = "present" }, 5),
        ["no word on frames"] = a => a.ClientData.Remove("crossOrigin"),
        ["an id of one byte"] = a => SetId(a, [7]),
        ["an id of 1023 bytes"] = a => SetId(a, new byte[1023]),
        ["unasked extensions"] = a =>
            (a.Flags, a.Tail) = ((byte)(a.Flags | SoftAnswer.Extensions), [0xA1, 0x61, (byte)'x', 0xF5]),
        ["reserved bits"] = a => a.Flags |= 0x22,
        ["no counter"] = a => a.Counter = 0,
    };

    /// <summary>Faults and harmless things, for others to judge.</summary>
    internal static IReadOnlyDictionary<string, Action<SoftAnswer>> All { get; } =
        Faults.Select(fault => KeyValuePair.Create(fault.Key, fault.Value.Spoil)).Concat(Harmless).ToDictionary();

    public static TheoryData<string> HarmlessNames() => [.. Harmless.Keys];

    [Theory, MemberData(nameof(HarmlessNames))]
    public void What_the_text_allows_passes(string name) =>
        Ceremonies.Registered(Ceremonies.Register(Ceremonies.Key(), Harmless[name]));

    [Fact]
    [Keeps("KEY-7")]
    public void A_touch_is_not_enough_where_the_user_must_be_verified()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { VerifiesUser = false };

        var answer = Ceremonies.Register(
            Ceremonies.Ceremony with
            {
                RequiresUserVerification = true,
            },
            key.Register(Ceremonies.RpId, Ceremonies.Challenge),
            Ceremonies.Rule
        );

        Assert.Equal(CeremonyCheck.UserVerified, Ceremonies.Failed(answer));
    }

    [Fact]
    public void Those_who_may_frame_our_pages_may()
    {
        var embedded = Ceremonies.Ceremony with { TopOrigins = ["https://partner.test"] };

        Assert.Null(Framed("https://partner.test"));
        Assert.Null(Framed(by: null));
        Assert.Equal(CeremonyCheck.TopOrigin, Framed("https://partner.test:8443"));
        Assert.Equal(CeremonyCheck.TopOrigin, Framed("https://evil.test"));

        CeremonyCheck? Framed(string? by) =>
            Ceremonies.Failed(
                Ceremonies.Register(
                    embedded,
                    Ceremonies.Key().Register(Ceremonies.RpId, Ceremonies.Challenge, answer => Frame(answer, by)),
                    Ceremonies.Rule
                )
            );
    }

    private static void Frame(SoftAnswer answer, string? by)
    {
        answer.ClientData["crossOrigin"] = true;
        if (by is not null)
            answer.ClientData["topOrigin"] = by;
    }

    private static string Challenge(SoftAnswer answer) => answer.ClientData["challenge"]!.GetValue<string>();

    // In both places.
    private static void SetId(SoftAnswer answer, byte[] id)
    {
        answer.CredentialId = id;
        var text = System.Buffers.Text.Base64Url.EncodeToString(id);
        answer.SpoilJson = json => (json["id"], json["rawId"]) = (text, text);
    }

    private static byte[] Replaced(byte[] bytes, ReadOnlySpan<byte> part, ReadOnlySpan<byte> other)
    {
        var at = bytes.AsSpan().IndexOf(part);
        Assert.True(at >= 0);
        return [.. bytes[..at], .. other, .. bytes[(at + part.Length)..]];
    }
}
