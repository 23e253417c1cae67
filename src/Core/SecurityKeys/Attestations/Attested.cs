namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>What an attestation statement proves.</summary>
internal abstract record Attested
{
    private Attested() { }

    /// <summary>The path is the attestation certificate and those that came with it; it is empty for none and self attestation.</summary>
    public sealed record Proved(IReadOnlyList<byte[]> Path) : Attested
    {
        /// <summary>Signed by way of SHA-1, as old TPMs do: it may pass for a statement, and not for a proof (SP 800-63B section 3.2.4).</summary>
        public bool IsWeak { get; init; }
    }

    public sealed record Failed(CeremonyCheck Check) : Attested;

    /// <summary>Self attestation and none: nothing about the model.</summary>
    public static readonly Attested Nothing = new Proved([]);

    public static readonly Attested Malformed = new Failed(CeremonyCheck.AttestationStatement);
}
