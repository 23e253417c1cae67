namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>8.6: the answer of a U2F key, in its own older form.</summary>
internal sealed class U2fAttestation(
    AttestationInput input,
    byte[] signature,
    EllipticKey key,
    AttestationCertificate certificate
)
{
    public static Attested Verify(AttestationInput input)
    {
        if (input.Statement.Bytes("sig") is not { } signature || SignedStatement.PathOf(input.Statement) is not { Count: 1 } path)
            return Attested.Malformed;
        // U2F knows P-256 alone, which is where keys of ES256 are.
        if (input.Key is not EllipticKey { Algorithm: CoseAlgorithm.Es256 } key)
            return new Attested.Failed(CeremonyCheck.AttestationKey);
        using var certificate = AttestationCertificate.Read(path);
        if (certificate is not { HasKeyOnP256: true })
            return new Attested.Failed(CeremonyCheck.AttestationCertificate);
        return new U2fAttestation(input, signature, key, certificate).IsSignedByTheCertificate()
            ? new Attested.Proved(path)
            : new Attested.Failed(CeremonyCheck.AttestationSignature);
    }

    private bool IsSignedByTheCertificate() =>
        certificate.HasSigned(SignedBytes(), signature, (long)CoseAlgorithm.Es256, ed25519: null);

    // FIDO U2F Raw Message Formats section 4.3: a zero byte, application, challenge, key handle, key as an uncompressed point.
    private byte[] SignedBytes() =>
        [
            0,
            .. input.Authenticator.RpIdHash,
            .. input.ClientDataHash,
            .. input.Credential.Id,
            4,
            .. key.Point.X!,
            .. key.Point.Y!,
        ];
}
