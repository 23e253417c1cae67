using System.Security.Cryptography;

namespace Sallyport.Core.SecurityKeys;

/// <summary>WebAuthn Level 3 section 7.2, "Verifying an Authentication Assertion": what stands between a browser's answer and a proof.</summary>
public sealed class Assertion
{
    private readonly Ceremony ceremony;
    private readonly AssertionResponse response;
    private readonly StoredCredential stored;
    private readonly bool userIdentified;
    private readonly ClientReport client;
    private readonly AuthenticatorReport data;

    private Assertion(
        Ceremony ceremony,
        AssertionResponse response,
        StoredCredential stored,
        bool userIdentified,
        ClientReport client,
        AuthenticatorReport data
    )
    {
        this.ceremony = ceremony;
        this.response = response;
        this.stored = stored;
        this.userIdentified = userIdentified;
        this.client = client;
        this.data = data;
    }

    /// <remarks>
    /// What is <c>stored</c> was found by the id in the answer, or is a credential that the user is known to have. Where it was not known before
    /// the ceremony who signs in (<c>userIdentified</c>), the answer has to say it.
    /// </remarks>
    public static AssertionAnswer Verify(
        Ceremony ceremony,
        AssertionResponse response,
        StoredCredential stored,
        bool userIdentified
    )
    {
        if (ClientReport.Parse(response.ClientDataJson) is not { } client)
            return new AssertionAnswer.Refused(CeremonyCheck.ClientData);
        // 6.1: an assertion attests no credential.
        if (AuthenticatorReport.Parse(response.AuthenticatorData) is not { Attested: null } data)
            return new AssertionAnswer.Refused(CeremonyCheck.AuthenticatorData);
        return new Assertion(ceremony, response, stored, userIdentified, client, data).Verify();
    }

    private AssertionAnswer Verify() =>
        Checks.FirstFailed() is { } failed
            ? new AssertionAnswer.Refused(failed)
            : new AssertionAnswer.Accepted(data.SignCount, data.IsBackedUp, data.IsUserVerified);

    /// <summary>In the order of the text.</summary>
    private (CeremonyCheck Check, Func<bool> Holds)[] Checks =>
        [
            (CeremonyCheck.Credential, IsTheCredentialAskedFor), // 5 and 6
            (CeremonyCheck.UserHandle, SaysWhoSignsInWhereNobodyKnows), // 6
            (CeremonyCheck.UserHandle, NamesNobodyElse), // 6
            (CeremonyCheck.Type, IsAnAssertion), // 10
            (CeremonyCheck.Challenge, AnswersOurChallenge), // 11
            (CeremonyCheck.Origin, IsFromOneOfOurPages), // 12
            (CeremonyCheck.CrossOrigin, IsFramedOnlyWhereItMayBe), // 13
            (CeremonyCheck.TopOrigin, IsFramedByAnExpectedPage), // 14
            (CeremonyCheck.RpId, IsForThisRelyingParty), // 15
            (CeremonyCheck.UserPresent, WasTouched), // 16
            (CeremonyCheck.UserVerified, VerifiedTheUserWhereRequired), // 17
            (CeremonyCheck.BackupState, IsBackedUpOnlyWhereEligible), // 18
            (CeremonyCheck.BackupEligibility, IsAsEligibleForBackupAsEver), // 19
            (CeremonyCheck.Signature, IsSignedByTheStoredKey), // 21
            (CeremonyCheck.Counter, CountsOn), // 22
        ];

    private bool IsTheCredentialAskedFor() => response.CredentialId.AsSpan().SequenceEqual(stored.CredentialId);

    private bool SaysWhoSignsInWhereNobodyKnows() => userIdentified || response.UserHandle is not null;

    private bool NamesNobodyElse() =>
        response.UserHandle is null || (stored.UserHandle is { } owner && response.UserHandle.AsSpan().SequenceEqual(owner));

    private bool IsAnAssertion() => client.Type == "webauthn.get";

    private bool AnswersOurChallenge() => client.Answers(ceremony.Challenge);

    private bool IsFromOneOfOurPages() => client.IsFrom(ceremony.Origins);

    private bool IsFramedOnlyWhereItMayBe() => client.MayBeFramed(ceremony.TopOrigins);

    private bool IsFramedByAnExpectedPage() => client.IsFramedBy(ceremony.TopOrigins);

    private bool IsForThisRelyingParty() => data.IsFor(ceremony.RpId);

    private bool WasTouched() => data.IsUserPresent;

    private bool VerifiedTheUserWhereRequired() => data.IsUserVerified || !ceremony.RequiresUserVerification;

    private bool IsBackedUpOnlyWhereEligible() => data.IsBackupEligible || !data.IsBackedUp;

    private bool IsAsEligibleForBackupAsEver() => data.IsBackupEligible == stored.BackupEligible;

    private bool IsSignedByTheStoredKey() =>
        CoseKey.Parse(stored.PublicKey) is { } key
        && key.Verifies(
            [.. response.AuthenticatorData, .. SHA256.HashData(response.ClientDataJson)],
            response.Signature,
            ceremony.Ed25519
        );

    // Keys that do not count say zero forever.
    private bool CountsOn() => data.SignCount > stored.SignCount || (data.SignCount == 0 && stored.SignCount == 0);
}
