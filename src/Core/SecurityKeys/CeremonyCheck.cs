namespace Sallyport.Core.SecurityKeys;

/// <summary>What can fail in a ceremony, one name for each check. Section numbers are those of WebAuthn Level 3; <c>docs/webauthn.md</c> lists them.</summary>
public enum CeremonyCheck
{
    /// <summary>5.1: the answer is no <c>PublicKeyCredential</c> in JSON at all.</summary>
    Input,

    /// <summary>7.1 steps 5 and 6, 7.2 steps 8 and 9: client data is UTF-8, JSON, an object whose members have their types.</summary>
    ClientData,

    /// <summary>7.1 step 7, 7.2 step 10.</summary>
    Type,

    /// <summary>7.1 step 8, 7.2 step 11.</summary>
    Challenge,

    /// <summary>7.1 step 9, 7.2 step 12.</summary>
    Origin,

    /// <summary>7.1 step 10, 7.2 step 13: framed by another origin, where none may.</summary>
    CrossOrigin,

    /// <summary>7.1 step 11, 7.2 step 14: framed by an origin that may not.</summary>
    TopOrigin,

    /// <summary>7.1 step 13, 6.5.4: one CBOR map of <c>fmt</c>, <c>authData</c> and <c>attStmt</c>.</summary>
    AttestationObject,

    /// <summary>6.1: lengths, flags and content of authenticator data agree.</summary>
    AuthenticatorData,

    /// <summary>7.1 step 14, 7.2 step 15.</summary>
    RpId,

    /// <summary>7.1 step 15, 7.2 step 16.</summary>
    UserPresent,

    /// <summary>7.1 step 16, 7.2 step 17.</summary>
    UserVerified,

    /// <summary>7.1 step 17, 7.2 step 18: backed up without being eligible for it.</summary>
    BackupState,

    /// <summary>7.2 step 19: what was said at registration about backups never changes.</summary>
    BackupEligibility,

    /// <summary>7.1 step 20: the algorithm was offered and is known here.</summary>
    Algorithm,

    /// <summary>6.5.1, 5.8.5: the COSE key has its parameters, no others, and is a sound key.</summary>
    PublicKey,

    /// <summary>7.1 step 26, and the id that the answer names is that of the attested data.</summary>
    CredentialId,

    /// <summary>7.1 step 21.</summary>
    AttestationFormat,

    /// <summary>7.1 step 22: the statement has the form that section 8 gives to its format.</summary>
    AttestationStatement,

    /// <summary>7.1 step 22: the signature within the statement.</summary>
    AttestationSignature,

    /// <summary>7.1 step 22: what section 8 demands of the attestation certificate.</summary>
    AttestationCertificate,

    /// <summary>8.3, 8.4, 8.8: the statement speaks of this very key.</summary>
    AttestationKey,

    /// <summary>8.3, 8.4, 8.8: the statement was made for this very ceremony.</summary>
    AttestationNonce,

    /// <summary>7.1 step 24: attestation is demanded, and this one proves nothing (none, or self).</summary>
    AttestationMissing,

    /// <summary>7.1 step 24: the certificates do not end in a trusted root.</summary>
    AttestationTrust,

    /// <summary>Metadata says that keys of this model are broken.</summary>
    ModelCompromised,

    /// <summary>The account's rule: the model is not on its list.</summary>
    ModelNotAllowed,

    /// <summary>The account's rule: the model is on its list of refused ones.</summary>
    ModelDenied,

    /// <summary>7.1 step 18, the account's rule: a key that can be copied to other devices.</summary>
    HardwareBound,

    /// <summary>7.2 steps 5 and 6: another credential than the one that was asked for.</summary>
    Credential,

    /// <summary>7.2 step 6: another person's handle, or none where it must say who signs in.</summary>
    UserHandle,

    /// <summary>7.2 step 21.</summary>
    Signature,

    /// <summary>7.2 step 22: the counter did not grow. There may be a copy of the key.</summary>
    Counter,
}
