using System.Security.Cryptography;
using Sallyport.Core.SecurityKeys.Attestations;

namespace Sallyport.Core.SecurityKeys;

/// <summary>WebAuthn Level 3 section 7.1, "Registering a New Credential": what stands between a browser's answer and a new key.</summary>
/// <remarks>That the id is new to the whole installation (step 27) is the table's to say, in the statement that adds the row.</remarks>
public sealed class Registration
{
    private readonly Ceremony ceremony;
    private readonly KeyRule rule;
    private readonly RegistrationResponse response;
    private readonly ClientReport client;
    private readonly AttestationObject attestation;
    private readonly AuthenticatorReport data;
    private readonly AttestedCredential credential;

    private Registration(
        Ceremony ceremony,
        KeyRule rule,
        RegistrationResponse response,
        ClientReport client,
        AttestationObject attestation,
        AuthenticatorReport data
    )
    {
        this.ceremony = ceremony;
        this.rule = rule;
        this.response = response;
        this.client = client;
        this.attestation = attestation;
        this.data = data;
        credential = data.Attested!;
    }

    public static RegistrationAnswer Verify(Ceremony ceremony, RegistrationResponse response, KeyRule rule, TrustAnchors anchors)
    {
        if (ClientReport.Parse(response.ClientDataJson) is not { } client)
            return new RegistrationAnswer.Refused(CeremonyCheck.ClientData);
        if (AttestationObject.Parse(response.AttestationObject) is not { } attestation)
            return new RegistrationAnswer.Refused(CeremonyCheck.AttestationObject);
        if (AuthenticatorReport.Parse(attestation.AuthenticatorData) is not { Attested: not null } data)
            return new RegistrationAnswer.Refused(CeremonyCheck.AuthenticatorData);
        return new Registration(ceremony, rule, response, client, attestation, data).Verify(anchors);
    }

    private RegistrationAnswer Verify(TrustAnchors anchors)
    {
        if (Checks.FirstFailed() is { } failedCheck)
            return Refuse(failedCheck);
        // Steps 18 and 20 to 24 hand something on to the next.
        if (CoseKey.Parse(credential.Key) is not { } key)
            return Refuse(CeremonyCheck.PublicKey);
        if (!AttestationFormats.IsKnown(attestation.Format))
            return Refuse(CeremonyCheck.AttestationFormat);
        return AttestationFormats.Verify(attestation.Format, Input(key)) switch
        {
            Attested.Failed failed => Refuse(failed.Check),
            Attested.Proved proved => Judge(key, new ModelJudgement(ceremony, rule, anchors, credential.Aaguid, proved)),
            _ => throw new System.Diagnostics.UnreachableException("The family is closed."),
        };
    }

    private RegistrationAnswer.Refused Refuse(CeremonyCheck check) => new(check, credential.Aaguid);

    /// <summary>In the order of the text, less those that hand something on.</summary>
    private (CeremonyCheck Check, Func<bool> Holds)[] Checks =>
        [
            (CeremonyCheck.Type, IsARegistration), // 7
            (CeremonyCheck.Challenge, AnswersOurChallenge), // 8
            (CeremonyCheck.Origin, IsFromOneOfOurPages), // 9
            (CeremonyCheck.CrossOrigin, IsFramedOnlyWhereItMayBe), // 10
            (CeremonyCheck.TopOrigin, IsFramedByAnExpectedPage), // 11
            (CeremonyCheck.RpId, IsForThisRelyingParty), // 14
            (CeremonyCheck.UserPresent, WasTouched), // 15
            (CeremonyCheck.UserVerified, VerifiedTheUserWhereRequired), // 16
            (CeremonyCheck.BackupState, IsBackedUpOnlyWhereEligible), // 17
            (CeremonyCheck.HardwareBound, StaysInItsDeviceWhereRequired), // 18
            (CeremonyCheck.CredentialId, HasAFittingId), // 26
            (CeremonyCheck.CredentialId, HasTheIdThatTheAnswerNames),
            (CeremonyCheck.Algorithm, HasAnOfferedAlgorithm), // 20
        ];

    private bool IsARegistration() => client.Type == "webauthn.create";

    private bool AnswersOurChallenge() => client.Answers(ceremony.Challenge);

    private bool IsFromOneOfOurPages() => client.IsFrom(ceremony.Origins);

    private bool IsFramedOnlyWhereItMayBe() => client.MayBeFramed(ceremony.TopOrigins);

    private bool IsFramedByAnExpectedPage() => client.IsFramedBy(ceremony.TopOrigins);

    private bool IsForThisRelyingParty() => data.IsFor(ceremony.RpId);

    private bool WasTouched() => data.IsUserPresent;

    private bool VerifiedTheUserWhereRequired() => data.IsUserVerified || !ceremony.RequiresUserVerification;

    private bool IsBackedUpOnlyWhereEligible() => data.IsBackupEligible || !data.IsBackedUp;

    private bool StaysInItsDeviceWhereRequired() => !data.IsBackupEligible || !rule.IsHardwareBound;

    private bool HasAFittingId() => credential.HasFittingId;

    private bool HasTheIdThatTheAnswerNames() =>
        response.CredentialId is null || response.CredentialId.AsSpan().SequenceEqual(credential.Id);

    private bool HasAnOfferedAlgorithm() =>
        CoseKey.AlgorithmOf(credential.Key) is { } number
        && rule.Algorithms.Any(offered => (long)offered == number)
        && Enum.IsDefined((CoseAlgorithm)number)
        && (number != (long)CoseAlgorithm.EdDsa || ceremony.Ed25519 is not null);

    private AttestationInput Input(CoseKey key) =>
        new(attestation.Statement, data, credential, key, SHA256.HashData(response.ClientDataJson), ceremony.Ed25519);

    private RegistrationAnswer Judge(CoseKey key, ModelJudgement model) =>
        model.FirstFault() is { } fault ? Refuse(fault) : new RegistrationAnswer.Registered(Kept(key, model.IsAttested));

    private NewCredential Kept(CoseKey key, bool isAttested) =>
        new()
        {
            CredentialId = credential.Id,
            PublicKey = credential.KeyBytes,
            Algorithm = key.Algorithm,
            SignCount = data.SignCount,
            BackupEligible = data.IsBackupEligible,
            BackedUp = data.IsBackedUp,
            UserVerified = data.IsUserVerified,
            Aaguid = credential.Aaguid,
            AttestationFormat = attestation.Format,
            IsAttested = isAttested,
            AttestationObject = response.AttestationObject,
        };
}
