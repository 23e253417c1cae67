using Sallyport.Core.Enforcement;
using Sallyport.Core.SecurityKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What an account's policy asks of keys, in the words of WebAuthn (KEY-7).</summary>
public static class KeyDemand
{
    /// <summary>More keys than anybody carries; fewer than would make the list that goes to the browser too long for old ones.</summary>
    public const int MostKeys = 10;

    /// <summary>In the order of preference. Ed25519 only where this machine can check it.</summary>
    public static IReadOnlyList<CoseAlgorithm> Algorithms { get; } =
    [
        .. Sodium.Ed25519 is null ? [] : new[] { CoseAlgorithm.EdDsa },
        CoseAlgorithm.Es256,
        CoseAlgorithm.Es384,
        CoseAlgorithm.Es512,
        CoseAlgorithm.Rs256,
    ];

    extension(Policy policy)
    {
        public bool RequiresUserVerification => policy.UserVerification == UserVerification.Required;

        /// <summary>The key is asked to say its make: where that must be proved, and where its model decides.</summary>
        public bool AsksForMake => policy.Attestation == Attestation.Verified || policy.Models != ModelList.All;

        public KeyRule KeyRule
        {
            get
            {
                var models = ModelList.Parse(policy.Models);
                return new KeyRule(Algorithms)
                {
                    RequiresAttestation = policy.Attestation == Attestation.Verified,
                    IsHardwareBound = policy.HardwareBound,
                    AllowedModels = models is { Allows: true } ? models.Ids : null,
                    DeniedModels = models is { Allows: false } ? models.Ids : new HashSet<Guid>(),
                };
            }
        }
    }
}
