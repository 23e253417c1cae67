namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>8.7: nothing is said, in an empty map.</summary>
internal static class NoneAttestation
{
    public static Attested Verify(AttestationInput input) => input.Statement.Count == 0 ? Attested.Nothing : Attested.Malformed;
}
