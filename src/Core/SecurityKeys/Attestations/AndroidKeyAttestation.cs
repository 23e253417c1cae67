namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>8.4: Android's key store makes a certificate for the new key, with the ceremony's hash and what the key may do.</summary>
internal sealed class AndroidKeyAttestation(
    AttestationInput input,
    SignedStatement statement,
    AttestationCertificate certificate,
    AndroidKeyDescription description
)
{
    /// <summary>KM_ORIGIN_GENERATED: made where it is, not brought there.</summary>
    private const int Generated = 0;

    /// <summary>KM_PURPOSE_SIGN.</summary>
    private const int Sign = 2;

    public static Attested Verify(AttestationInput input)
    {
        if (SignedStatement.Read(input.Statement) is not { } statement)
            return Attested.Malformed;
        using var certificate = AttestationCertificate.Read(statement.Path);
        if (certificate?.Extension(AndroidKeyDescription.Oid) is not { } extension)
            return new Attested.Failed(CeremonyCheck.AttestationCertificate);
        if (AndroidKeyDescription.Parse(extension) is not { } description)
            return new Attested.Failed(CeremonyCheck.AttestationCertificate);
        var android = new AndroidKeyAttestation(input, statement, certificate, description);
        return android.Checks.FirstFailed() is { } failed ? new Attested.Failed(failed) : statement.Proved;
    }

    private (CeremonyCheck Check, Func<bool> Holds)[] Checks =>
        [
            (CeremonyCheck.AttestationSignature, IsSignedByTheCertificate),
            (CeremonyCheck.AttestationKey, IsMadeForThisKey),
            (CeremonyCheck.AttestationNonce, IsMadeForThisCeremony),
            (CeremonyCheck.AttestationCertificate, BelongsToOneApplication),
            (CeremonyCheck.AttestationCertificate, WasMadeInTheKeyStore),
            (CeremonyCheck.AttestationCertificate, SignsAndDoesNothingElse),
        ];

    private bool IsSignedByTheCertificate() =>
        certificate.HasSigned(input.SignedBytes, statement.Signature, statement.Algorithm, input.Ed25519);

    private bool IsMadeForThisKey() => certificate.Is(input.Key);

    private bool IsMadeForThisCeremony() => description.Challenge.AsSpan().SequenceEqual(input.ClientDataHash);

    private bool BelongsToOneApplication() => !description.IsForAllApplications;

    // From here: the union of both lists, since keys outside of a trusted environment are keys too, where nothing else is demanded. Lists that
    // say nothing pass, as in the text's own test vector.
    private bool WasMadeInTheKeyStore() => description.Origins.All(origin => origin == Generated);

    private bool SignsAndDoesNothingElse() => description.Purposes.All(purpose => purpose == Sign);
}
