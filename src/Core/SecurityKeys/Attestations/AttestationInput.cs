namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>What an attestation statement is checked against (6.5.4): the "verification procedure inputs", read; the key was found sound.</summary>
internal sealed record AttestationInput(
    CborMap Statement,
    AuthenticatorReport Authenticator,
    AttestedCredential Credential,
    CoseKey Key,
    byte[] ClientDataHash,
    Ed25519Check? Ed25519
)
{
    /// <summary>What most formats sign.</summary>
    public byte[] SignedBytes { get; } = [.. Authenticator.Bytes, .. ClientDataHash];
}
