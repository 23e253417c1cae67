using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>8.8: Apple makes a certificate for the new key, and puts the ceremony's hash into it.</summary>
internal sealed class AppleAttestation(AttestationInput input, AttestationCertificate certificate)
{
    private const string NonceExtension = "1.2.840.113635.100.8.2";

    public static Attested Verify(AttestationInput input)
    {
        if (SignedStatement.PathOf(input.Statement) is not { } path)
            return Attested.Malformed;
        using var certificate = AttestationCertificate.Read(path);
        if (certificate is null)
            return new Attested.Failed(CeremonyCheck.AttestationCertificate);
        return new AppleAttestation(input, certificate).Checks.FirstFailed() is { } failed
            ? new Attested.Failed(failed)
            : new Attested.Proved(path);
    }

    private (CeremonyCheck Check, Func<bool> Holds)[] Checks =>
        [
            (CeremonyCheck.AttestationNonce, IsMadeForThisCeremony), // 4
            (CeremonyCheck.AttestationKey, IsMadeForThisKey), // 5
        ];

    private bool IsMadeForThisCeremony() =>
        Nonce() is { } nonce && nonce.AsSpan().SequenceEqual(SHA256.HashData(input.SignedBytes));

    private bool IsMadeForThisKey() => certificate.Is(input.Key);

    // Not in the text, and so in every recording: a sequence with the octets under tag 1.
    private byte[]? Nonce()
    {
        if (certificate.Extension(NonceExtension) is not { } content)
            return null;
        try
        {
            var outer = new AsnReader(content, AsnEncodingRules.DER);
            var sequence = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var tagged = sequence.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true));
            sequence.ThrowIfNotEmpty();
            var nonce = tagged.ReadOctetString();
            tagged.ThrowIfNotEmpty();
            return nonce;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
