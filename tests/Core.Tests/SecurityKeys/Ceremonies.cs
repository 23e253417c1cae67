using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit.Sdk;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>A relying party and a person: a ceremony, and what comes of it when nothing is wrong.</summary>
internal static class Ceremonies
{
    public const string RpId = "acme.example";
    public const string Origin = "https://acme.example";
    public static readonly byte[] Challenge = [.. Enumerable.Range(0, 32).Select(n => (byte)(n * 7))];
    public static readonly byte[] UserHandle = [.. Enumerable.Range(0, 32).Select(n => (byte)(n + 1))];

    public static readonly Ceremony Ceremony = new(
        RpId,
        [Origin],
        TopOrigins: [],
        Challenge,
        RequiresUserVerification: false,
        new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero)
    )
    {
        Ed25519 = SoftEd25519.IsHere ? SoftEd25519.Check : null,
    };

    public static readonly KeyRule Rule = new([
        CoseAlgorithm.Es256,
        CoseAlgorithm.Es384,
        CoseAlgorithm.Es512,
        CoseAlgorithm.Rs256,
        CoseAlgorithm.EdDsa,
    ]);

    public static SoftAuthenticator Key() => new(Origin) { UserHandle = UserHandle };

    public static RegistrationAnswer Register(SoftAuthenticator key, Action<SoftAnswer>? spoil = null) =>
        Register(Ceremony, key.Register(RpId, Challenge, spoil), Rule);

    public static RegistrationAnswer Register(Ceremony ceremony, string json, KeyRule rule, TrustAnchors? anchors = null) =>
        RegistrationResponse.Parse(json) is { } response
            ? Registration.Verify(ceremony, response, rule, anchors ?? TrustAnchors.None)
            : new RegistrationAnswer.Refused(CeremonyCheck.Input);

    public static AssertionAnswer Assert(SoftAuthenticator key, Action<SoftAnswer>? spoil = null) =>
        Assert(Ceremony, key.Assert(RpId, Challenge, spoil), Stored(key));

    public static AssertionAnswer Assert(Ceremony ceremony, string json, StoredCredential stored, bool userIdentified = true) =>
        AssertionResponse.Parse(json) is { } response
            ? Assertion.Verify(ceremony, response, stored, userIdentified)
            : new AssertionAnswer.Refused(CeremonyCheck.Input);

    /// <summary>The key, or a failure that names the check.</summary>
    public static NewCredential Registered(RegistrationAnswer answer) =>
        answer is RegistrationAnswer.Registered registered ? registered.Credential : throw FailException.ForFailure($"{answer}");

    public static AssertionAnswer.Accepted Accepted(AssertionAnswer answer) =>
        answer as AssertionAnswer.Accepted ?? throw FailException.ForFailure($"{answer}");

    /// <summary>The check that failed; null where none did.</summary>
    public static CeremonyCheck? Failed(RegistrationAnswer answer) => (answer as RegistrationAnswer.Refused)?.Check;

    public static CeremonyCheck? Failed(AssertionAnswer answer) => (answer as AssertionAnswer.Refused)?.Check;

    /// <summary>As it would stand in the table before the next use.</summary>
    public static StoredCredential Stored(SoftAuthenticator key) =>
        new(key.CredentialId, key.PublicKey, SignCount: 0, key.IsBackupEligible, UserHandle);
}
