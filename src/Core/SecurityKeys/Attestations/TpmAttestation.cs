using System.Security.Cryptography;

namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>8.3: a TPM certifies the new key by an attestation identity key (AIK), whose certificate comes along.</summary>
internal sealed class TpmAttestation(
    AttestationInput input,
    SignedStatement statement,
    TpmPublicArea key,
    TpmCertification certification,
    AttestationCertificate certificate
)
{
    /// <summary>tcg-kp-AIKCertificate (8.3.1).</summary>
    private const string AikPurpose = "2.23.133.8.3";

    public static Attested Verify(AttestationInput input)
    {
        if (SignedStatement.Read(input.Statement) is not { } statement || input.Statement.Text("ver") != "2.0")
            return Attested.Malformed;
        if (input.Statement.Bytes("pubArea") is not { } area || TpmPublicArea.Parse(area) is not { } key)
            return Attested.Malformed;
        if (input.Statement.Bytes("certInfo") is not { } info || TpmCertification.Parse(info) is not { } certification)
            return Attested.Malformed;
        using var certificate = AttestationCertificate.Read(statement.Path);
        if (certificate is null)
            return new Attested.Failed(CeremonyCheck.AttestationCertificate);
        var tpm = new TpmAttestation(input, statement, key, certification, certificate);
        return tpm.Checks.FirstFailed() is { } failed ? new Attested.Failed(failed) : statement.Proved;
    }

    private (CeremonyCheck Check, Func<bool> Holds)[] Checks =>
        [
            (CeremonyCheck.AttestationKey, IsAboutThisKey),
            (CeremonyCheck.AttestationCertificate, IsOfVersion3),
            (CeremonyCheck.AttestationCertificate, NamesNoSubject),
            (CeremonyCheck.AttestationCertificate, NamesTheTpm),
            (CeremonyCheck.AttestationCertificate, IsMeantForIdentityKeys),
            (CeremonyCheck.AttestationCertificate, IsNoAuthority),
            (CeremonyCheck.AttestationCertificate, SpeaksForThisModel),
            (CeremonyCheck.AttestationSignature, IsSignedByTheCertificate),
            (CeremonyCheck.AttestationNonce, IsMadeForThisCeremony),
            (CeremonyCheck.AttestationKey, CertifiesThisKey),
        ];

    private bool IsAboutThisKey() => key.Is(input.Key);

    // 8.3.1, from here.
    private bool IsOfVersion3() => certificate.IsOfVersion3;

    private bool NamesNoSubject() => certificate.HasEmptySubject;

    private bool NamesTheTpm() =>
        certificate.Extension(TpmAlternativeName.Oid) is { } names && TpmAlternativeName.NamesATpm(names);

    private bool IsMeantForIdentityKeys() => certificate.IsMeantFor(AikPurpose);

    private bool IsNoAuthority() => certificate.IsNoAuthority;

    private bool SpeaksForThisModel() => certificate.SpeaksFor(input.Credential.Aaguid);

    private bool IsSignedByTheCertificate() =>
        certificate.HasSigned(certification.Bytes, statement.Signature, statement.Algorithm, input.Ed25519);

    private bool IsMadeForThisCeremony() =>
        CertificateSignature.HashOf(statement.Algorithm) is { } hash
        && certification.ExtraData.SequenceEqual(CryptographicOperations.HashData(hash, input.SignedBytes));

    private bool CertifiesThisKey() => certification.Name.SequenceEqual(key.Name());
}
