namespace Sallyport.Core.SecurityKeys;

/// <summary>How a registration ends.</summary>
public abstract record RegistrationAnswer
{
    private RegistrationAnswer() { }

    public sealed record Registered(NewCredential Credential) : RegistrationAnswer;

    /// <param name="Check">The one that failed.</param>
    /// <param name="Model">The key's own word for its model, for a refusal to name; null where it did not come that far.</param>
    public sealed record Refused(CeremonyCheck Check, Guid? Model = null) : RegistrationAnswer;
}

/// <summary>A key that passed: what is kept of it.</summary>
public sealed record NewCredential
{
    public required byte[] CredentialId { get; init; }

    /// <summary>As the COSE key that the authenticator sent.</summary>
    public required byte[] PublicKey { get; init; }
    public required CoseAlgorithm Algorithm { get; init; }
    public required long SignCount { get; init; }
    public required bool BackupEligible { get; init; }
    public required bool BackedUp { get; init; }
    public required bool UserVerified { get; init; }

    /// <summary>The model; all zeros where the authenticator does not say.</summary>
    public required Guid Aaguid { get; init; }

    /// <summary><c>none</c>, <c>packed</c>, <c>fido-u2f</c>, <c>tpm</c>, <c>android-key</c> or <c>apple</c>.</summary>
    public required string AttestationFormat { get; init; }

    /// <summary>Whether its certificates end in a root that is trusted for the model. Otherwise the model is hearsay.</summary>
    public required bool IsAttested { get; init; }
    public required byte[] AttestationObject { get; init; }
}
