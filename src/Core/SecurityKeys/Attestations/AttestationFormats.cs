namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>7.1 step 21: the formats of section 8 that are known here. SafetyNet's maker has closed it; compound is new and unused.</summary>
internal static class AttestationFormats
{
    private static readonly Dictionary<string, Func<AttestationInput, Attested>> Known = new(StringComparer.Ordinal)
    {
        ["none"] = NoneAttestation.Verify,
        ["packed"] = PackedAttestation.Verify,
        ["fido-u2f"] = U2fAttestation.Verify,
        ["tpm"] = TpmAttestation.Verify,
        ["android-key"] = AndroidKeyAttestation.Verify,
        ["apple"] = AppleAttestation.Verify,
    };

    /// <summary>Null where the format is not known.</summary>
    public static Func<AttestationInput, Attested>? Find(string format) => Known.GetValueOrDefault(format);
}
