using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Tests;

/// <summary>A security key in software, with one credential, behind a browser: it answers in the JSON of <c>PublicKeyCredential.toJSON()</c>.</summary>
/// <remarks>Every answer can be spoilt in one place on its way (<see cref="SoftAnswer"/>); what is signed is signed after that.</remarks>
internal sealed class SoftAuthenticator(string origin, long algorithm = SoftKeyPair.Es256)
{
    private readonly SoftKeyPair pair = new(algorithm);

    /// <summary>Scheme, host and port of the page that asks.</summary>
    public string Origin { get; set; } = origin;

    /// <summary>Whether it asks for a PIN or a finger, and not for a touch alone.</summary>
    public bool VerifiesUser { get; init; } = true;
    public bool IsBackupEligible { get; init; }
    public bool IsBackedUp { get; set; }

    /// <summary>The next one that it says. Zero stays zero: a key that does not count.</summary>
    public uint Counter { get; set; } = 1;
    public Guid Aaguid { get; init; }
    public IReadOnlyList<string> Transports { get; init; } = ["usb"];
    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Of the person that it was registered for; a key that does not keep it (U2F) says nothing: set it to null.</summary>
    public byte[]? UserHandle { get; set; }

    /// <summary>The COSE key.</summary>
    public byte[] PublicKey => pair.Cose();

    /// <summary>Makes the statement, where it makes one.</summary>
    public SoftAttestation Attestation { get; init; } = SoftAttestation.None;

    /// <param name="options">What <c>parseCreationOptionsFromJSON</c> takes.</param>
    /// <param name="spoil">Changes one thing.</param>
    public string Register(string options, Action<SoftAnswer>? spoil = null)
    {
        var json = JsonElement.Parse(options);
        UserHandle = Bytes(json.GetProperty("user"), "id");
        return Register(json.GetProperty("rp").GetProperty("id").GetString()!, Bytes(json, "challenge"), spoil);
    }

    public string Register(string rpId, byte[] challenge, Action<SoftAnswer>? spoil = null)
    {
        var answer = Answer("webauthn.create", rpId, challenge);
        answer.Flags |= SoftAnswer.AttestedCredential;
        answer.Aaguid = Aaguid;
        answer.CredentialId = CredentialId;
        answer.CoseKey = PublicKey;
        spoil?.Invoke(answer);
        var attestation = Attestation.Make(answer, pair);
        return answer.Finish(
            CredentialId,
            new JsonObject
            {
                ["clientDataJSON"] = Text(answer.ClientDataBytes),
                ["attestationObject"] = Text(attestation),
                ["authenticatorData"] = Text(answer.AuthenticatorData),
                ["publicKeyAlgorithm"] = pair.Algorithm,
                ["transports"] = new JsonArray([.. Transports.Select(name => JsonValue.Create(name))]),
            }
        );
    }

    /// <param name="options">What <c>parseRequestOptionsFromJSON</c> takes.</param>
    /// <param name="spoil">Changes one thing.</param>
    public string Assert(string options, Action<SoftAnswer>? spoil = null)
    {
        var json = JsonElement.Parse(options);
        return Assert(json.GetProperty("rpId").GetString()!, Bytes(json, "challenge"), spoil);
    }

    public string Assert(string rpId, byte[] challenge, Action<SoftAnswer>? spoil = null)
    {
        var answer = Answer("webauthn.get", rpId, challenge);
        spoil?.Invoke(answer);
        return answer.Finish(
            CredentialId,
            new JsonObject
            {
                ["clientDataJSON"] = Text(answer.ClientDataBytes),
                ["authenticatorData"] = Text(answer.AuthenticatorData),
                ["signature"] = Text(answer.SpoilSignature(pair.Sign(answer.SignedBytes))),
                ["userHandle"] = UserHandle is null ? null : Text(UserHandle),
            }
        );
    }

    private SoftAnswer Answer(string type, string rpId, byte[] challenge) =>
        new()
        {
            ClientData = new JsonObject
            {
                ["type"] = type,
                ["challenge"] = Text(challenge),
                ["origin"] = Origin,
                ["crossOrigin"] = false,
            },
            RpIdHash = SHA256.HashData(Encoding.UTF8.GetBytes(rpId)),
            Flags = (byte)(
                SoftAnswer.UserPresent
                | (VerifiesUser ? SoftAnswer.UserVerified : 0)
                | (IsBackupEligible ? SoftAnswer.BackupEligible : 0)
                | (IsBackedUp ? SoftAnswer.BackedUp : 0)
            ),
            Counter = Counter == 0 ? 0 : Counter++,
        };

    private static byte[] Bytes(JsonElement json, string name) => Base64Url.DecodeFromChars(json.GetProperty(name).GetString());

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
