namespace Sallyport.Core.SecurityKeys;

/// <summary>Where roots for attestation are looked up: one fixed list, or metadata by model.</summary>
public abstract class TrustAnchors
{
    /// <summary>Trusts nothing: attestation can be checked, and never be verified.</summary>
    public static readonly TrustAnchors None = new OneList([]);

    /// <param name="roots">Certificates in DER; trusted for every model.</param>
    public static TrustAnchors Fixed(IReadOnlyList<byte[]> roots) => new OneList(roots);

    /// <summary>Nothing is trusted, so that no key can prove its make.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>What is known of a model; null where nothing is.</summary>
    /// <param name="aaguid">All zeros for U2F keys, which have no model number.</param>
    /// <param name="certificateKeyId">SHA-1 of the attestation certificate's public key in lower-case hex, by which metadata knows U2F keys; null without certificate.</param>
    public abstract KeyModel? Find(Guid aaguid, string? certificateKeyId);

    private sealed class OneList(IReadOnlyList<byte[]> roots) : TrustAnchors
    {
        private readonly KeyModel every = new("", roots, IsCompromised: false);

        public override bool IsEmpty => roots.Count == 0;

        public override KeyModel? Find(Guid aaguid, string? certificateKeyId) => every;
    }
}

/// <summary>What is known of a model of keys.</summary>
/// <param name="Description">The maker's words; empty where nothing is known.</param>
/// <param name="Roots">Certificates in DER that its attestation may end in; the attestation certificate itself may be one.</param>
/// <param name="IsCompromised">Keys of this model are broken: no new ones.</param>
public sealed record KeyModel(string Description, IReadOnlyList<byte[]> Roots, bool IsCompromised);
