using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sallyport.Core.SecurityKeys;
using Sallyport.Core.SecurityKeys.Metadata;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys.Metadata;

public sealed class ReadingMetadata
{
    private static readonly Guid Model = new("11111111-2222-3333-4444-555555555555");
    private static readonly DateTimeOffset Now = Ceremonies.Ceremony.Now;

    private readonly SoftMaker issuer = new("Issuer of metadata");
    private readonly SoftMaker maker = new();
    private readonly SoftMetadata metadata;

    public ReadingMetadata()
    {
        metadata = new SoftMetadata(issuer);
        metadata.Add(Model, "Acme Key One", maker.Root, ("FIDO_CERTIFIED_L1", "2024-01-01"));
    }

    [Fact]
    [Keeps("M-1")]
    public void What_a_configured_root_stands_for_is_read()
    {
        var read = Assert.IsType<MetadataReading.Read>(Read(metadata.Token()));

        Assert.Equal(7, read.Blob.Number);
        Assert.Equal(new DateOnly(2030, 1, 1), read.Blob.NextUpdate);
        Assert.Equal("CN=Metadata of Acme", read.Signer);
        var model = read.Blob.Find(Model, null, Now)!;
        Assert.Equal("Acme Key One", model.Description);
        Assert.Equal(maker.Root, Assert.Single(model.Roots));
        Assert.False(model.IsCompromised);
        Assert.Null(read.Blob.Find(Guid.Empty, null, Now));
        Assert.Null(read.Blob.Find(new Guid("11111111-2222-3333-4444-666666666666"), null, Now));
    }

    [Fact]
    [Keeps("M-1")]
    public void Another_root_a_broken_seal_and_another_algorithm_are_refused()
    {
        using var other = new SoftMaker("Issuer of metadata");
        var token = metadata.Token();

        Assert.Equal(MetadataFault.Chain, Fault(MetadataToken.Read(token, [other.Root], Now, 0)));
        Assert.Equal(MetadataFault.Chain, Fault(MetadataToken.Read(token, [], Now, 0)));
        Assert.Equal(MetadataFault.Chain, Fault(MetadataToken.Read(token, [issuer.Root], SoftMaker.Until.AddDays(1), 0)));
        Assert.Equal(MetadataFault.Signature, Fault(Read(metadata.Token(b => [.. b, 0]))));
        Assert.Equal(MetadataFault.Signature, Fault(Read(WithAlgorithm("none"))));
        Assert.Equal(MetadataFault.Signature, Fault(Read(WithAlgorithm("HS256"))));
        Assert.Equal(MetadataFault.Signature, Fault(Read(WithAlgorithm("ES256"))));
    }

    [Fact]
    [Keeps("M-1")]
    public void What_is_no_token_is_refused()
    {
        var token = metadata.Token();
        string[] malformed = ["", "a.b", token + ".x", token.Replace('.', '_'), "!" + token, token + "="];

        Assert.All(malformed, text => Assert.Equal(MetadataFault.Malformed, Fault(Read(text))));
        metadata.Header["crit"] = new JsonArray("exp");
        Assert.Equal(MetadataFault.Malformed, Fault(Read(metadata.Token())));
        metadata.Header.Remove("crit");
        metadata.NextUpdate = "soon";
        Assert.Equal(MetadataFault.Malformed, Fault(Read(metadata.Token())));
    }

    [Fact]
    [Keeps("M-2")]
    public void The_number_never_goes_back()
    {
        Assert.Equal(MetadataFault.Older, Fault(MetadataToken.Read(metadata.Token(), [issuer.Root], Now, kept: 8)));
        Assert.IsType<MetadataReading.Read>(MetadataToken.Read(metadata.Token(), [issuer.Root], Now, kept: 7));
    }

    [Fact]
    [Keeps("M-2")]
    public void It_says_when_the_next_issue_is_due()
    {
        var blob = Assert.IsType<MetadataReading.Read>(Read(metadata.Token())).Blob;

        Assert.False(blob.IsOverdue(new DateTimeOffset(2030, 1, 1, 23, 0, 0, TimeSpan.Zero)));
        Assert.True(blob.IsOverdue(new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [Keeps("M-4")]
    [InlineData(true, "REVOKED")]
    [InlineData(true, "USER_VERIFICATION_BYPASS")]
    [InlineData(true, "ATTESTATION_KEY_COMPROMISE")]
    [InlineData(true, "USER_KEY_REMOTE_COMPROMISE")]
    [InlineData(true, "USER_KEY_PHYSICAL_COMPROMISE")]
    [InlineData(false, "UPDATE_AVAILABLE")]
    [InlineData(false, "FIDO_CERTIFIED_L2")]
    public void Some_reports_end_a_model(bool isCompromised, string status) =>
        Assert.Equal(isCompromised, IsCompromised(("FIDO_CERTIFIED", "2020-01-01"), (status, "2026-11-21")));

    [Fact]
    [Keeps("M-4")]
    public void The_newest_report_that_is_in_force_decides()
    {
        Assert.False(IsCompromised(("REVOKED", "2024-01-01"), ("UPDATE_AVAILABLE", "2025-01-01")));
        Assert.False(IsCompromised(("UPDATE_AVAILABLE", "2025-01-01"), ("REVOKED", "2024-01-01")));
        Assert.False(IsCompromised(("FIDO_CERTIFIED", "2024-01-01"), ("REVOKED", "2026-11-23")));
        Assert.True(IsCompromised(("FIDO_CERTIFIED", "2026-11-22"), ("REVOKED", "2026-11-22")));
    }

    [Fact]
    [Keeps("KEY-7")]
    public void A_key_is_attested_by_the_root_of_its_model()
    {
        var blob = Assert.IsType<MetadataReading.Read>(Read(metadata.Token())).Blob;

        Assert.True(Ceremonies.Registered(Register(new SoftPacked(maker), Model, blob)).IsAttested);
        Assert.Equal(CeremonyCheck.AttestationTrust, Ceremonies.Failed(Register(new SoftPacked(issuer), Model, blob)));
        Assert.Equal(CeremonyCheck.AttestationTrust, Ceremonies.Failed(Register(new SoftPacked(maker), Guid.Empty, blob)));
    }

    [Fact]
    [Keeps("KEY-7")]
    public void A_U2F_key_is_known_by_its_certificate()
    {
        var u2f = new SoftU2f(maker);
        metadata.AddU2f(
            Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, u2f.CertifiedPoint)),
            "Acme U2F",
            maker.Root
        );
        var blob = Assert.IsType<MetadataReading.Read>(Read(metadata.Token())).Blob;

        Assert.True(Ceremonies.Registered(Register(u2f, Guid.Empty, blob)).IsAttested);
    }

    [Fact]
    [Keeps("M-4")]
    public void A_broken_model_gets_no_new_keys_whatever_is_demanded()
    {
        metadata.Entries.Clear();
        metadata.Add(Model, "Acme Key One", maker.Root, ("REVOKED", "2024-01-01"));
        var blob = Assert.IsType<MetadataReading.Read>(Read(metadata.Token())).Blob;
        var key = new SoftAuthenticator(Ceremonies.Origin) { Aaguid = Model };
        var json = key.Register(Ceremonies.RpId, Ceremonies.Challenge);

        var answer = Ceremonies.Register(Ceremonies.Ceremony, json, Ceremonies.Rule, new Anchors(blob));

        Assert.Equal(new RegistrationAnswer.Refused(CeremonyCheck.ModelCompromised, Model), answer);
    }

    private bool IsCompromised(params (string, string)[] reports)
    {
        metadata.Entries.Clear();
        metadata.Add(Model, "Acme Key One", maker.Root, reports);
        return Assert.IsType<MetadataReading.Read>(Read(metadata.Token())).Blob.Find(Model, null, Now)!.IsCompromised;
    }

    private string WithAlgorithm(string name)
    {
        metadata.Header["alg"] = name;
        return metadata.Token();
    }

    private MetadataReading Read(string token) => MetadataToken.Read(token, [issuer.Root], Now, kept: 0);

    private static MetadataFault? Fault(MetadataReading reading) => (reading as MetadataReading.Refused)?.Fault;

    private static RegistrationAnswer Register(SoftAttestation attestation, Guid model, MetadataBlob blob)
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { Aaguid = model, Attestation = attestation };
        return Ceremonies.Register(
            Ceremonies.Ceremony,
            key.Register(Ceremonies.RpId, Ceremonies.Challenge),
            Ceremonies.Rule with
            {
                RequiresAttestation = true,
            },
            new Anchors(blob)
        );
    }

    private sealed class Anchors(MetadataBlob blob) : TrustAnchors
    {
        public override bool IsEmpty => blob.Entries.Count == 0;

        public override KeyModel? Find(Guid aaguid, string? certificateKeyId) => blob.Find(aaguid, certificateKeyId, Now);
    }
}
