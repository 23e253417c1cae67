using System.Text.Json;
using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>The test vectors of the WebAuthn Level 3 text itself: registration, then an assertion by the registered key.</summary>
public sealed class PublishedVectors
{
    /// <summary>Vectors that are not expected to pass, with the check that they end in.</summary>
    private static readonly Dictionary<string, CeremonyCheck> Excluded = new(StringComparer.Ordinal)
    {
        // An algorithm that nobody here knows (-53), and that is never offered.
        ["Packed Attestation with Ed448 Credential"] = CeremonyCheck.Algorithm,
    };

    private static readonly Ceremony Asked = new(
        "example.org",
        ["https://example.org"],
        ["https://example.com"],
        [],
        RequiresUserVerification: false,
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)
    )
    {
        Ed25519 = SoftEd25519.IsHere ? SoftEd25519.Check : null,
    };

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        if (SharedVectors.AreHere)
            foreach (var vector in Read().GetProperty("vectors").EnumerateArray())
                names.Add(vector.GetProperty("name").GetString()!);
        else
            names.Add("");
        return names;
    }

    [Theory, MemberData(nameof(Names))]
    [Keeps("KEY-1")]
    public void Each_vector_registers_and_signs_in(string name)
    {
        var (vector, root) = Find(name);
        var made = vector.GetProperty("registration");

        var answer = Register(made, Ceremonies.Rule, TrustAnchors.None);
        if (Excluded.TryGetValue(name, out var check))
        {
            Assert.Equal(check, Ceremonies.Failed(answer));
            return;
        }
        var registered = Ceremonies.Registered(answer);
        var used = vector.GetProperty("authentication");
        var assertion = Assertion.Verify(
            Asked with
            {
                Challenge = Bytes(used, "challenge"),
            },
            new AssertionResponse(
                registered.CredentialId,
                Bytes(used, "clientDataJSON"),
                Bytes(used, "authenticatorData"),
                Bytes(used, "signature"),
                UserHandle: null
            ),
            new StoredCredential(
                registered.CredentialId,
                registered.PublicKey,
                registered.SignCount,
                registered.BackupEligible,
                null
            ),
            userIdentified: true
        );

        Ceremonies.Accepted(assertion);
        Assert.NotEmpty(root);
    }

    [Theory, MemberData(nameof(Names))]
    [Keeps("KEY-7")]
    public void Each_attestation_with_certificates_ends_in_the_published_root(string name)
    {
        var (vector, root) = Find(name);
        if (Excluded.ContainsKey(name))
            return;
        var rule = Ceremonies.Rule with { RequiresAttestation = true };

        var trusted = Register(vector.GetProperty("registration"), rule, TrustAnchors.Fixed([root]));
        var untrusted = Register(vector.GetProperty("registration"), rule, TrustAnchors.None);

        if (name.Contains("Self", StringComparison.Ordinal) || name.StartsWith("ES256 Credential", StringComparison.Ordinal))
            Assert.Equal(CeremonyCheck.AttestationMissing, Ceremonies.Failed(trusted));
        else
        {
            Assert.True(Ceremonies.Registered(trusted).IsAttested);
            Assert.Equal(CeremonyCheck.AttestationTrust, Ceremonies.Failed(untrusted));
        }
    }

    private static RegistrationAnswer Register(JsonElement made, KeyRule rule, TrustAnchors anchors) =>
        Registration.Verify(
            Asked with
            {
                Challenge = Bytes(made, "challenge"),
            },
            new RegistrationResponse(
                Bytes(made, "credential_id"),
                Bytes(made, "clientDataJSON"),
                Bytes(made, "attestationObject")
            ),
            rule,
            anchors
        );

    private static (JsonElement Vector, byte[] Root) Find(string name)
    {
        var all = Read();
        var vector = all.GetProperty("vectors").EnumerateArray().Single(v => v.GetProperty("name").GetString() == name);
        Assert.SkipWhen(name.Contains("Ed25519", StringComparison.Ordinal) && !SoftEd25519.IsHere, "There is no libsodium.");
        return (vector, Bytes(all.GetProperty("attestationRoot"), "attestation_ca_cert"));
    }

    private static JsonElement Read() => SharedVectors.Read("w3c-webauthn.json");

    private static byte[] Bytes(JsonElement json, string name) =>
        Convert.FromHexString(json.GetProperty(name).GetProperty("hex").GetString()!);
}
