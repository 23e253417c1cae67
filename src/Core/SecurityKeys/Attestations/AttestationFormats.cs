using System.Formats.Asn1;
using System.Security.Cryptography;

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

    public static bool IsKnown(string format) => Known.ContainsKey(format);

    public static Attested Verify(string format, AttestationInput input)
    {
        try
        {
            return Known[format](input);
        }
        // What the framework throws at certificates that are broken inside, or have a key of a kind that it does not know.
        catch (Exception fault)
            when (fault is CryptographicException or AsnContentException or PlatformNotSupportedException or ArgumentException)
        {
            return new Attested.Failed(CeremonyCheck.AttestationCertificate);
        }
    }
}
