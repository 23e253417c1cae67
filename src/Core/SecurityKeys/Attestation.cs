namespace Sallyport.Core.SecurityKeys;

/// <summary>What an attestation statement is checked against (6.5.4): the "verification procedure inputs", read; the key was found sound.</summary>
internal sealed record AttestationInput(
    CborMap Statement,
    AuthenticatorData AuthenticatorData,
    AttestedCredential Credential,
    CoseKey Key,
    byte[] ClientDataHash,
    Ed25519Check? Ed25519
)
{
    /// <summary>What most formats sign.</summary>
    public byte[] SignedBytes => [.. AuthenticatorData.Bytes, .. ClientDataHash];
}

/// <summary>What a statement proves.</summary>
internal abstract record Attested
{
    private Attested() { }

    /// <param name="Path">The attestation certificate and those that it came with; empty for none and self attestation.</param>
    public sealed record Proved(IReadOnlyList<byte[]> Path) : Attested;

    public sealed record Failed(CeremonyCheck Check) : Attested;

    /// <summary>Self attestation and none: nothing about the model.</summary>
    public static readonly Attested Nothing = new Proved([]);

    public static Attested Unless(bool holds, CeremonyCheck check, Func<Attested> next) => holds ? next() : new Failed(check);
}
