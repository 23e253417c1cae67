namespace Sallyport.Core.SecurityKeys;

/// <summary>How an assertion ends.</summary>
public abstract record AssertionAnswer
{
    private AssertionAnswer() { }

    /// <summary>The counter is to be kept by compare-and-set on the one before.</summary>
    public sealed record Accepted(long SignCount, bool BackedUp, bool UserVerified) : AssertionAnswer;

    /// <param name="Check">The one that failed.</param>
    public sealed record Refused(CeremonyCheck Check) : AssertionAnswer;
}

/// <summary>What is kept of a key, as far as an assertion is checked against it: the COSE key of its registration, and its owner's handle, if one was ever given out.</summary>
public sealed record StoredCredential(
    byte[] CredentialId,
    byte[] PublicKey,
    long SignCount,
    bool BackupEligible,
    byte[]? UserHandle
);
