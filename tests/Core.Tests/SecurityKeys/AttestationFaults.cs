using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>Attestation of every format, and with one wrong field.</summary>
public sealed class AttestationFaults
{
    private static readonly Guid Model = new("11111111-2222-3333-4444-555555555555");
    private static readonly Guid Another = new("99999999-2222-3333-4444-555555555555");
    private static readonly SoftMaker Maker = new();
    private static readonly SoftKeyPair Other = new(SoftKeyPair.Es256);

    private static readonly Dictionary<string, SoftAttestation> Sound = new(StringComparer.Ordinal)
    {
        ["packed"] = new SoftPacked(Maker),
        ["packed, with its model"] = new SoftPacked(Maker) { Extensions = [SoftMaker.Authority(false), SoftMaker.Model(Model)] },
        ["fido-u2f"] = new SoftU2f(Maker),
        ["tpm"] = new SoftTpm(Maker) { Model = Model },
        ["android-key"] = new SoftAndroidKey(Maker),
        ["apple"] = new SoftApple(Maker),
    };

    private static readonly Dictionary<string, (CeremonyCheck Check, SoftAttestation Attestation)> Faults = new(
        StringComparer.Ordinal
    )
    {
        ["packed: another algorithm"] = (CeremonyCheck.AttestationSignature, new SoftPacked(Maker) { Algorithm = -257 }),
        ["packed: an unknown algorithm"] = (CeremonyCheck.AttestationSignature, new SoftPacked(Maker) { Algorithm = -999 }),
        ["packed: signed something else"] = (CeremonyCheck.AttestationSignature, new SoftPacked(Maker) { SpoilSigned = Changed }),
        ["packed: no certificate"] = (
            CeremonyCheck.AttestationCertificate,
            new SoftPacked(Maker) { SpoilCertificate = b => b[..^5] }
        ),
        ["packed: bytes behind the certificate"] = (
            CeremonyCheck.AttestationCertificate,
            new SoftPacked(Maker) { SpoilCertificate = b => [.. b, 0] }
        ),
        ["packed: no country"] = Subject("O=Acme Keys, OU=Authenticator Attestation, CN=One"),
        ["packed: a country that is none"] = Subject("C=se, O=Acme Keys, OU=Authenticator Attestation, CN=One"),
        ["packed: no organisation"] = Subject("C=SE, OU=Authenticator Attestation, CN=One"),
        ["packed: another unit"] = Subject("C=SE, O=Acme Keys, OU=Authenticator attestation, CN=One"),
        ["packed: no name"] = Subject("C=SE, O=Acme Keys, OU=Authenticator Attestation"),
        ["packed: an authority"] = Extensions(SoftMaker.Authority(true)),
        ["packed: no word on authority"] = Extensions(),
        ["packed: another model"] = Extensions(SoftMaker.Authority(false), SoftMaker.Model(Another)),
        ["packed: a critical model"] = Extensions(SoftMaker.Authority(false), SoftMaker.Model(Model, isCritical: true)),
        ["packed: a model in one wrapping"] = Extensions(
            SoftMaker.Authority(false),
            new("1.3.6.1.4.1.45724.1.1.4", Model.ToByteArray(bigEndian: true), false)
        ),
        ["self: another algorithm"] = (CeremonyCheck.AttestationStatement, new SoftPacked(null) { Algorithm = -257 }),
        ["self: signed something else"] = (CeremonyCheck.AttestationSignature, new SoftPacked(null) { SpoilSigned = Changed }),
        ["fido-u2f: signed something else"] = (CeremonyCheck.AttestationSignature, new SoftU2f(Maker) { SpoilSigned = Changed }),
        ["fido-u2f: two certificates"] = (CeremonyCheck.AttestationStatement, new SoftU2f(Maker) { HasTwoCertificates = true }),
        ["fido-u2f: a certificate on P-384"] = (CeremonyCheck.AttestationCertificate, new SoftU2f(Maker, SoftKeyPair.Es384)),
        ["tpm: another version"] = (CeremonyCheck.AttestationStatement, new SoftTpm(Maker) { Version = "1.2" }),
        ["tpm: a subject"] = (CeremonyCheck.AttestationCertificate, new SoftTpm(Maker) { Subject = "CN=TPM" }),
        ["tpm: a certificate for something else"] = (
            CeremonyCheck.AttestationCertificate,
            new SoftTpm(Maker) { Purpose = "2.23.133.8.1" }
        ),
        ["tpm: no maker's number"] = (CeremonyCheck.AttestationCertificate, new SoftTpm(Maker) { Manufacturer = "AMD" }),
        ["tpm: an authority"] = (CeremonyCheck.AttestationCertificate, new SoftTpm(Maker) { IsAuthority = true }),
        ["tpm: another model"] = (CeremonyCheck.AttestationCertificate, new SoftTpm(Maker) { Model = Another }),
        ["tpm: not made by a TPM"] = (CeremonyCheck.AttestationStatement, new SoftTpm(Maker) { Magic = 0xFF544346 }),
        ["tpm: a quote"] = (CeremonyCheck.AttestationStatement, new SoftTpm(Maker) { Type = 0x8018 }),
        ["tpm: for another ceremony"] = (CeremonyCheck.AttestationNonce, new SoftTpm(Maker) { SpoilExtraData = Changed }),
        ["tpm: certifies another key"] = (CeremonyCheck.AttestationKey, new SoftTpm(Maker) { SpoilName = Changed }),
        ["tpm: speaks of another key"] = (CeremonyCheck.AttestationKey, new SoftTpm(Maker) { SpoilPublicArea = Changed }),
        ["tpm: on another curve"] = (
            CeremonyCheck.AttestationKey,
            new SoftTpm(Maker) { SpoilPublicArea = b => [.. b[..15], 4, .. b[16..]] }
        ),
        ["tpm: bytes behind the key"] = (
            CeremonyCheck.AttestationStatement,
            new SoftTpm(Maker) { SpoilPublicArea = b => [.. b, 0] }
        ),
        ["tpm: signed something else"] = (
            CeremonyCheck.AttestationSignature,
            new SoftTpm(Maker) { SpoilCertInfo = b => [.. b[..^1], (byte)(b[^1] ^ 1)] }
        ),
        ["tpm: bytes behind the certification"] = (
            CeremonyCheck.AttestationStatement,
            new SoftTpm(Maker) { SpoilCertInfo = b => [.. b, 0] }
        ),
        ["android-key: signed something else"] = (
            CeremonyCheck.AttestationSignature,
            new SoftAndroidKey(Maker) { SpoilSigned = Changed }
        ),
        ["android-key: another key"] = (CeremonyCheck.AttestationKey, new SoftAndroidKey(Maker) { Other = Other }),
        ["android-key: for another ceremony"] = (
            CeremonyCheck.AttestationNonce,
            new SoftAndroidKey(Maker) { SpoilChallenge = Changed }
        ),
        ["android-key: for all applications"] = (
            CeremonyCheck.AttestationCertificate,
            new SoftAndroidKey(Maker) { IsForAllApplications = true }
        ),
        ["android-key: imported"] = (CeremonyCheck.AttestationCertificate, new SoftAndroidKey(Maker) { Origin = 2 }),
        ["android-key: decrypts too"] = (CeremonyCheck.AttestationCertificate, new SoftAndroidKey(Maker) { Purposes = [1, 2] }),
        ["android-key: says nothing"] = (
            CeremonyCheck.AttestationCertificate,
            new SoftAndroidKey(Maker) { IsWithoutDescription = true }
        ),
        ["apple: for another ceremony"] = (CeremonyCheck.AttestationNonce, new SoftApple(Maker) { SpoilNonce = Changed }),
        ["apple: another key"] = (CeremonyCheck.AttestationKey, new SoftApple(Maker) { Other = Other }),
    };

    public static TheoryData<string> Names() => [.. Faults.Keys];

    public static TheoryData<string> SoundNames() => [.. Sound.Keys];

    [Theory, MemberData(nameof(Names))]
    [Keeps("KEY-7")]
    public void One_wrong_field_is_refused_even_where_no_attestation_is_demanded(string name)
    {
        var (check, attestation) = Faults[name];

        Assert.Equal(check, Ceremonies.Failed(Register(attestation, Ceremonies.Rule)));
    }

    [Theory, MemberData(nameof(SoundNames))]
    [Keeps("KEY-7")]
    public void A_sound_attestation_is_verified_by_its_root(string name)
    {
        var registered = Ceremonies.Registered(Register(Sound[name], Demanding));

        Assert.True(registered.IsAttested);
        Assert.Equal(Sound[name].Format, registered.AttestationFormat);
        Assert.Equal(Model, registered.Aaguid);
    }

    [Theory, MemberData(nameof(SoundNames))]
    [Keeps("KEY-7")]
    public void A_root_of_the_same_name_is_another_root(string name)
    {
        using var impostor = new SoftMaker();

        Assert.Equal(CeremonyCheck.AttestationTrust, Ceremonies.Failed(Register(Sound[name], Demanding, impostor.Root)));
        Assert.False(Ceremonies.Registered(Register(Sound[name], Ceremonies.Rule, impostor.Root)).IsAttested);
    }

    [Fact]
    public void Certificates_are_judged_by_the_time_of_the_ceremony()
    {
        var early = Ceremonies.Ceremony with { Now = SoftMaker.From.AddDays(-1) };
        var late = Ceremonies.Ceremony with { Now = SoftMaker.Until.AddDays(1) };

        Assert.Equal(CeremonyCheck.AttestationTrust, Ceremonies.Failed(Register(Sound["packed"], Demanding, at: early)));
        Assert.Equal(CeremonyCheck.AttestationTrust, Ceremonies.Failed(Register(Sound["packed"], Demanding, at: late)));
    }

    [Fact]
    [Keeps("KEY-7")]
    public void A_signature_by_way_of_SHA1_is_a_statement_and_no_proof()
    {
        var old = new SoftPacked(Maker, SoftKeyPair.Rs1);

        Assert.False(Ceremonies.Registered(Register(old, Ceremonies.Rule)).IsAttested);
        Assert.Equal(CeremonyCheck.AttestationTrust, Ceremonies.Failed(Register(old, Demanding)));
    }

    [Fact]
    public void A_root_that_cannot_be_read_does_not_speak_against_the_others()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { Attestation = Sound["packed"] };
        var json = key.Register(Ceremonies.RpId, Ceremonies.Challenge);
        var anchors = TrustAnchors.Fixed([
            [1, 2, 3],
            Maker.Root,
        ]);

        Assert.True(Ceremonies.Registered(Ceremonies.Register(Ceremonies.Ceremony, json, Demanding, anchors)).IsAttested);
    }

    [Fact]
    public void Self_attestation_passes_where_none_is_demanded()
    {
        var self = new SoftPacked(null);

        Assert.False(Ceremonies.Registered(Register(self, Ceremonies.Rule)).IsAttested);
        Assert.Equal(CeremonyCheck.AttestationMissing, Ceremonies.Failed(Register(self, Demanding)));
        Assert.Equal(CeremonyCheck.AttestationMissing, Ceremonies.Failed(Register(SoftAttestation.None, Demanding)));
    }

    [Fact]
    public void U2f_knows_keys_on_P256_alone() =>
        Assert.Equal(
            CeremonyCheck.AttestationKey,
            Ceremonies.Failed(Register(new SoftU2f(Maker), Ceremonies.Rule, algorithm: SoftKeyPair.Rs256))
        );

    [Fact]
    public void A_tpm_may_hold_a_key_of_RSA() =>
        Assert.True(Ceremonies.Registered(Register(new SoftTpm(Maker), Demanding, algorithm: SoftKeyPair.Rs256)).IsAttested);

    private static readonly KeyRule Demanding = Ceremonies.Rule with { RequiresAttestation = true };

    private static RegistrationAnswer Register(
        SoftAttestation attestation,
        KeyRule rule,
        byte[]? root = null,
        Ceremony? at = null,
        long algorithm = SoftKeyPair.Es256
    )
    {
        var key = new SoftAuthenticator(Ceremonies.Origin, algorithm) { Aaguid = Model, Attestation = attestation };
        var json = key.Register(Ceremonies.RpId, Ceremonies.Challenge);
        return Ceremonies.Register(at ?? Ceremonies.Ceremony, json, rule, TrustAnchors.Fixed([root ?? Maker.Root]));
    }

    private static (CeremonyCheck, SoftAttestation) Subject(string subject) =>
        (CeremonyCheck.AttestationCertificate, new SoftPacked(Maker) { Subject = subject });

    private static (CeremonyCheck, SoftAttestation) Extensions(
        params System.Security.Cryptography.X509Certificates.X509Extension[] extensions
    ) => (CeremonyCheck.AttestationCertificate, new SoftPacked(Maker) { Extensions = extensions });

    private static byte[] Changed(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
}
