namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>8.2: signed by the maker's certificate, or (self attestation) by the new key alone.</summary>
internal sealed class PackedAttestation(AttestationInput input, SignedStatement statement, AttestationCertificate certificate)
{
    public static Attested Verify(AttestationInput input)
    {
        if (!input.Statement.Has("x5c"))
            return VerifySelf(input);
        if (SignedStatement.Read(input.Statement) is not { } statement)
            return Attested.Malformed;
        using var certificate = AttestationCertificate.Read(statement.Path);
        if (certificate is null)
            return new Attested.Failed(CeremonyCheck.AttestationCertificate);
        var packed = new PackedAttestation(input, statement, certificate);
        return packed.Checks.FirstFailed() is { } failed ? new Attested.Failed(failed) : statement.Proved;
    }

    private (CeremonyCheck Check, Func<bool> Holds)[] Checks =>
        [
            (CeremonyCheck.AttestationSignature, IsSignedByTheCertificate),
            (CeremonyCheck.AttestationCertificate, IsOfVersion3),
            (CeremonyCheck.AttestationCertificate, NamesAMakerOfAuthenticators),
            (CeremonyCheck.AttestationCertificate, IsNoAuthority),
            (CeremonyCheck.AttestationCertificate, SpeaksForThisModel),
        ];

    private bool IsSignedByTheCertificate() =>
        certificate.HasSigned(input.SignedBytes, statement.Signature, statement.Algorithm, input.Ed25519);

    // 8.2.1, from here.
    private bool IsOfVersion3() => certificate.IsOfVersion3;

    private bool NamesAMakerOfAuthenticators() =>
        certificate.Subject("2.5.4.6") is [_, _] country
        && country.All(char.IsAsciiLetterUpper)
        && certificate.Subject("2.5.4.10") is { Length: > 0 }
        && certificate.Subject("2.5.4.11") == "Authenticator Attestation"
        && certificate.Subject("2.5.4.3") is { Length: > 0 };

    private bool IsNoAuthority() => certificate.IsNoAuthority;

    private bool SpeaksForThisModel() => certificate.SpeaksFor(input.Credential.Aaguid);

    private static Attested VerifySelf(AttestationInput input)
    {
        if (input.Statement.Number("alg") is not { } algorithm || input.Statement.Bytes("sig") is not { } signature)
            return Attested.Malformed;
        if (algorithm != (long)input.Key.Algorithm)
            return new Attested.Failed(CeremonyCheck.AttestationStatement);
        return input.Key.Verifies(input.SignedBytes, signature, input.Ed25519)
            ? Attested.Nothing
            : new Attested.Failed(CeremonyCheck.AttestationSignature);
    }
}
