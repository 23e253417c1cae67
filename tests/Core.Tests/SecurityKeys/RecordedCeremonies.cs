using System.Buffers.Text;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>Registrations and assertions that other projects recorded of real authenticators.</summary>
public sealed class RecordedCeremonies
{
    private static readonly string[] Files =
    [
        "webauthn-recorded.MasterKale_SimpleWebAuthn.json",
        "webauthn-recorded.duo-labs_py_webauthn.json",
        "webauthn-recorded.cedarcode_webauthn-ruby.json",
    ];

    public static TheoryData<string, int> Registrations() => Cases("registrations");

    public static TheoryData<string, int> Assertions() => Cases("assertions");

    /// <summary>What the recordings hold that is not to be accepted, with the check that says so.</summary>
    private static CeremonyCheck? Expected(JsonElement recorded) =>
        !Enum.IsDefined((CoseAlgorithm)recorded.GetProperty("alg").GetInt64())
            // RS1, PS256, PS384 and ML-DSA: nobody offers them here.
            ? CeremonyCheck.Algorithm
        : OfAnotherModel.Contains(recorded.GetProperty("aaguid").GetString())
            // Test devices of FIDO, made to be refused: their certificates name another model than they do.
            ? CeremonyCheck.AttestationCertificate
        : null;

    private static readonly string?[] OfAnotherModel = ["18ec3fe1e045419bb23b2f0de009f3fa", "337bef53b68f40458cb7cafa748ffc0e"];

    [Theory, MemberData(nameof(Registrations))]
    [Keeps("KEY-1")]
    public void Each_recorded_registration_verifies(string file, int index)
    {
        var recorded = SharedVectors.Read(file).GetProperty("registrations")[index];

        var answer = Register(recorded, Ceremonies.Rule, TrustAnchors.None, Usual);

        if (Expected(recorded) is { } expected)
        {
            Assert.Equal(expected, Ceremonies.Failed(answer));
            return;
        }
        var registered = Ceremonies.Registered(answer);
        Assert.Equal(recorded.GetProperty("fmt").GetString(), registered.AttestationFormat);
        Assert.Equal(recorded.GetProperty("alg").GetInt64(), (long)registered.Algorithm);
        Assert.Equal(recorded.GetProperty("signCount").GetInt64(), registered.SignCount);
        Assert.Equal(Guid.Parse(recorded.GetProperty("aaguid").GetString()!), registered.Aaguid);
    }

    /// <summary>The last certificate that came along is trusted, at a time when all were valid.</summary>
    [Theory, MemberData(nameof(Registrations))]
    [Keeps("KEY-7")]
    public void Each_recorded_chain_verifies(string file, int index)
    {
        var recorded = SharedVectors.Read(file).GetProperty("registrations")[index];
        var statement = AttestationObject
            .Parse(Bytes(recorded.GetProperty("response").GetProperty("attestationObject")))!
            .Statement;
        Assert.SkipWhen(Expected(recorded) is not null, "It is not accepted at all.");
        Assert.SkipWhen(statement.ListOfBytes("x5c") is null, "It has no certificates.");
        var path = statement.ListOfBytes("x5c")!;
        // When the youngest was an hour old: Android's first one claims to be of 1970.
        var now = new DateTimeOffset(path.Max(link => X509CertificateLoader.LoadCertificate(link).NotBefore)).AddHours(1);
        var rule = Ceremonies.Rule with { RequiresAttestation = true };

        var answer = Register(recorded, rule, TrustAnchors.Fixed([path[^1]]), now);

        if (statement.Number("alg") == Rs1 || recorded.GetProperty("credentialId").GetString() == OfABadCertificate)
            Assert.Equal(CeremonyCheck.AttestationTrust, Ceremonies.Failed(answer));
        else
            Assert.True(Ceremonies.Registered(answer).IsAttested);
    }

    [Theory, MemberData(nameof(Assertions))]
    [Keeps("KEY-5")]
    public void Each_recorded_assertion_verifies(string file, int index)
    {
        var recorded = SharedVectors.Read(file).GetProperty("assertions")[index];
        Assert.SkipWhen(
            recorded.GetProperty("alg").GetInt64() == SoftKeyPair.EdDsa && !SoftEd25519.IsHere,
            "There is no libsodium."
        );
        var response = recorded.GetProperty("response");
        byte[] id = [1, 2, 3];

        var answer = Assertion.Verify(
            Asked(recorded, Usual),
            new AssertionResponse(
                id,
                Bytes(response.GetProperty("clientDataJSON")),
                Bytes(response.GetProperty("authenticatorData")),
                Bytes(response.GetProperty("signature")),
                UserHandle: null
            ),
            new StoredCredential(id, KeyOf(recorded), SignCount: 0, BackupEligible: false, UserHandle: null),
            userIdentified: true
        );

        Assert.Equal(recorded.GetProperty("signCount").GetInt64(), Ceremonies.Accepted(answer).SignCount);
    }

    /// <summary>A test device of FIDO, too: the authority key identifier of its certificate has a tag that DER does not allow.</summary>
    private const string OfABadCertificate = "h9XMhkVePN1Prq9Ks_VfwIsVZvt-jmSRTEnevTc-KB8";

    /// <summary>By SHA-1: a statement, and no proof.</summary>
    private const long Rs1 = -65535;
    private static readonly DateTimeOffset Usual = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static RegistrationAnswer Register(JsonElement recorded, KeyRule rule, TrustAnchors anchors, DateTimeOffset now)
    {
        var response = recorded.GetProperty("response");
        return Registration.Verify(
            Asked(recorded, now),
            new RegistrationResponse(
                Bytes(recorded.GetProperty("credentialId")),
                Bytes(response.GetProperty("clientDataJSON")),
                Bytes(response.GetProperty("attestationObject"))
            ),
            rule,
            anchors
        );
    }

    // One recording has its key as numbers alone.
    private static byte[] KeyOf(JsonElement recorded)
    {
        if (recorded.TryGetProperty("credentialPublicKeyCose", out var cose))
            return Bytes(cose);
        var key = recorded.GetProperty("credentialPublicKey");
        byte[] x = Convert.FromHexString(key.GetProperty("-2").GetString()!);
        byte[] y = Convert.FromHexString(key.GetProperty("-3").GetString()!);
        return [0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20, .. x, 0x22, 0x58, 0x20, .. y];
    }

    private static Ceremony Asked(JsonElement recorded, DateTimeOffset now)
    {
        var expected = recorded.GetProperty("expected");
        var client = JsonElement.Parse(Bytes(recorded.GetProperty("response").GetProperty("clientDataJSON")));
        return new Ceremony(
            expected.GetProperty("rpId").GetString()!,
            [expected.GetProperty("origin").GetString()!],
            TopOrigins: [],
            Base64Url.DecodeFromChars(client.GetProperty("challenge").GetString()!.TrimEnd('=')),
            RequiresUserVerification: false,
            now
        )
        {
            Ed25519 = SoftEd25519.IsHere ? SoftEd25519.Check : null,
        };
    }

    private static TheoryData<string, int> Cases(string kind)
    {
        var cases = new TheoryData<string, int>();
        foreach (var file in Files)
            for (
                var index = 0;
                index < (SharedVectors.AreHere ? SharedVectors.Read(file).GetProperty(kind).GetArrayLength() : 1);
                index++
            )
                cases.Add(file, index);
        return cases;
    }

    private static byte[] Bytes(JsonElement text) => Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(text.GetString()!));
}
