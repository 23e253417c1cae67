namespace Sallyport.Core.SecurityKeys;

/// <summary>What an account demands of a new key (KEY-7).</summary>
/// <param name="Algorithms">Those that were offered to the browser.</param>
public sealed record KeyRule(IReadOnlyList<CoseAlgorithm> Algorithms)
{
    /// <summary>The attestation must verify and end in a trusted root. Without it a statement is checked, and proves nothing.</summary>
    public bool RequiresAttestation { get; init; }

    /// <summary>No keys that can be copied to other devices: synced passkeys.</summary>
    public bool IsHardwareBound { get; init; }

    /// <summary>Null allows every model.</summary>
    public IReadOnlySet<Guid>? AllowedModels { get; init; }

    public IReadOnlySet<Guid> DeniedModels { get; init; } = new HashSet<Guid>();
}
