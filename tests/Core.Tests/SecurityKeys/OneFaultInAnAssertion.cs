using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>Assertions with exactly one thing wrong, and signed all the same.</summary>
public sealed class OneFaultInAnAssertion
{
    private static readonly Dictionary<string, (CeremonyCheck Check, Action<SoftAnswer> Spoil)> Faults = new(
        StringComparer.Ordinal
    )
    {
        ["type of a registration"] = (CeremonyCheck.Type, a => a.ClientData["type"] = "webauthn.create"),
        ["another challenge"] = (
            CeremonyCheck.Challenge,
            a => a.ClientData["challenge"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        ),
        ["origin by http"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "http://acme.example"),
        ["origin with a port"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://acme.example:8443"),
        ["origin in capitals"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://Acme.example"),
        ["origin with a dot behind"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://acme.example."),
        ["origin of a subdomain"] = (CeremonyCheck.Origin, a => a.ClientData["origin"] = "https://login.acme.example"),
        ["framed"] = (CeremonyCheck.CrossOrigin, a => a.ClientData["crossOrigin"] = true),
        ["framed by somebody"] = (CeremonyCheck.TopOrigin, a => a.ClientData["topOrigin"] = "https://evil.test"),
        ["client data that is no JSON"] = (CeremonyCheck.ClientData, a => a.SpoilClientData = b => b[1..]),
        ["another relying party"] = (CeremonyCheck.RpId, a => a.RpIdHash = new byte[32]),
        ["nobody touched it"] = (CeremonyCheck.UserPresent, a => a.Flags &= 0xFE),
        ["backed up and not eligible"] = (CeremonyCheck.BackupState, a => a.Flags |= SoftAnswer.BackedUp),
        ["eligible for backup all at once"] = (CeremonyCheck.BackupEligibility, a => a.Flags |= SoftAnswer.BackupEligible),
        ["a credential is attested"] = (CeremonyCheck.AuthenticatorData, Attest),
        ["flag of an attested credential"] = (CeremonyCheck.AuthenticatorData, a => a.Flags |= SoftAnswer.AttestedCredential),
        ["flag of extensions"] = (CeremonyCheck.AuthenticatorData, a => a.Flags |= SoftAnswer.Extensions),
        ["extensions without their flag"] = (CeremonyCheck.AuthenticatorData, a => a.Tail = [0xA0]),
        ["data cut short"] = (CeremonyCheck.AuthenticatorData, a => a.SpoilAuthenticatorData = b => b[..^1]),
        ["bytes behind the data"] = (CeremonyCheck.AuthenticatorData, a => a.SpoilAuthenticatorData = b => [.. b, 0]),
        ["one bit of the signature"] = (CeremonyCheck.Signature, a => a.SpoilSignature = b => [.. b[..^1], (byte)(b[^1] ^ 1)]),
        ["no signature"] = (CeremonyCheck.Signature, a => a.SpoilSignature = _ => []),
        ["bytes behind the signature"] = (CeremonyCheck.Signature, a => a.SpoilSignature = b => [.. b, 0]),
        ["the counter stands still"] = (CeremonyCheck.Counter, a => a.Counter = 7),
        ["the counter goes back"] = (CeremonyCheck.Counter, a => a.Counter = 6),
        ["the counter is gone"] = (CeremonyCheck.Counter, a => a.Counter = 0),
        ["another credential"] = (
            CeremonyCheck.Credential,
            a => a.SpoilJson = json => (json["id"], json["rawId"]) = ("AAAA", "AAAA")
        ),
        ["another user"] = (CeremonyCheck.UserHandle, a => a.SpoilJson = json => json["response"]!["userHandle"] = "AAAA"),
        ["no signature in the answer"] = (
            CeremonyCheck.Input,
            a => a.SpoilJson = json => json["response"]!.AsObject().Remove("signature")
        ),
        ["a user handle that is a number"] = (
            CeremonyCheck.Input,
            a => a.SpoilJson = json => json["response"]!["userHandle"] = 5
        ),
    };

    /// <summary>For others to judge.</summary>
    internal static IReadOnlyDictionary<string, Action<SoftAnswer>> All { get; } =
        Faults.ToDictionary(fault => fault.Key, fault => fault.Value.Spoil);

    public static TheoryData<string> Names() => [.. Faults.Keys];

    [Theory, MemberData(nameof(Names))]
    [Keeps("KEY-5")]
    public void One_fault_is_refused_by_its_own_check(string name)
    {
        var (check, spoil) = Faults[name];
        var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = Ceremonies.UserHandle, Counter = 8 };

        Assert.Equal(check, Failed(key, spoil));
        Assert.Null(Failed(key, spoil: null));
    }

    [Fact]
    [Keeps("KEY-6")]
    public void A_counter_that_goes_back_has_a_check_of_its_own()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = Ceremonies.UserHandle, Counter = 7 };

        Assert.Equal(CeremonyCheck.Counter, Failed(key, spoil: null));
        Assert.Equal(8, Ceremonies.Accepted(Answered(key, StoredAt(key, 7))).SignCount);
    }

    [Fact]
    public void A_key_that_does_not_count_says_zero_forever()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = Ceremonies.UserHandle, Counter = 0 };

        Ceremonies.Accepted(Answered(key, StoredAt(key, 0)));
    }

    [Fact]
    public void Whoever_was_not_named_before_has_to_be_named_by_the_key()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = null };
        var json = key.Assert(Ceremonies.RpId, Ceremonies.Challenge);

        Assert.Null(Ceremonies.Failed(Ceremonies.Assert(Ceremonies.Ceremony, json, Ceremonies.Stored(key))));
        Assert.Equal(
            CeremonyCheck.UserHandle,
            Ceremonies.Failed(Ceremonies.Assert(Ceremonies.Ceremony, json, Ceremonies.Stored(key), userIdentified: false))
        );
    }

    [Fact]
    public void A_handle_that_nobody_gave_out_names_nobody()
    {
        var key = Ceremonies.Key();
        var stored = Ceremonies.Stored(key) with { UserHandle = null };

        var answer = Ceremonies.Assert(Ceremonies.Ceremony, key.Assert(Ceremonies.RpId, Ceremonies.Challenge), stored);

        Assert.Equal(CeremonyCheck.UserHandle, Ceremonies.Failed(answer));
    }

    [Fact]
    public void Backups_may_come_and_go_where_they_may_be()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = Ceremonies.UserHandle, IsBackupEligible = true };

        Assert.False(Ceremonies.Accepted(Ceremonies.Assert(key)).BackedUp);
        key.IsBackedUp = true;
        Assert.True(Ceremonies.Accepted(Ceremonies.Assert(key)).BackedUp);
        Assert.Equal(
            CeremonyCheck.BackupEligibility,
            Ceremonies.Failed(
                Ceremonies.Assert(key, a => a.Flags &= unchecked((byte)~(SoftAnswer.BackupEligible | SoftAnswer.BackedUp)))
            )
        );
    }

    [Fact]
    public void A_touch_is_not_enough_where_the_user_must_be_verified()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = Ceremonies.UserHandle, VerifiesUser = false };
        var required = Ceremonies.Ceremony with { RequiresUserVerification = true };

        var answer = Ceremonies.Assert(required, key.Assert(Ceremonies.RpId, Ceremonies.Challenge), Ceremonies.Stored(key));

        Assert.Equal(CeremonyCheck.UserVerified, Ceremonies.Failed(answer));
    }

    [Fact]
    public void Another_key_signs_for_nobody()
    {
        var (key, other) = (Ceremonies.Key(), Ceremonies.Key());
        var stored = Ceremonies.Stored(key) with { PublicKey = other.PublicKey };

        var answer = Ceremonies.Assert(Ceremonies.Ceremony, key.Assert(Ceremonies.RpId, Ceremonies.Challenge), stored);

        Assert.Equal(CeremonyCheck.Signature, Ceremonies.Failed(answer));
    }

    private static CeremonyCheck? Failed(SoftAuthenticator key, Action<SoftAnswer>? spoil) =>
        Ceremonies.Failed(Answered(key, StoredAt(key, 7), spoil));

    private static AssertionAnswer Answered(SoftAuthenticator key, StoredCredential stored, Action<SoftAnswer>? spoil = null) =>
        Ceremonies.Assert(Ceremonies.Ceremony, key.Assert(Ceremonies.RpId, Ceremonies.Challenge, spoil), stored);

    private static StoredCredential StoredAt(SoftAuthenticator key, long count) =>
        Ceremonies.Stored(key) with
        {
            SignCount = count,
        };

    private static void Attest(SoftAnswer answer)
    {
        answer.Flags |= SoftAnswer.AttestedCredential;
        answer.CredentialId = [1];
        answer.CoseKey = new SoftKeyPair(SoftKeyPair.Es256).Cose();
    }
}
