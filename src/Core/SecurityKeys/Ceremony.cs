namespace Sallyport.Core.SecurityKeys;

/// <summary>What the server kept when it asked the browser, and the moment in which it answers.</summary>
/// <param name="RpId">The host name that keys are bound to.</param>
/// <param name="Origins">Where pages of this relying party stand: scheme, host and port, as browsers write them.</param>
/// <param name="TopOrigins">Who may frame them during a ceremony; nobody, where it is empty.</param>
/// <param name="Challenge">The random bytes that were sent.</param>
/// <param name="RequiresUserVerification">A touch is not enough: a PIN, a finger or a face as well.</param>
/// <param name="Now">The time by which certificates are judged.</param>
public sealed record Ceremony(
    string RpId,
    IReadOnlyList<string> Origins,
    IReadOnlyList<string> TopOrigins,
    byte[] Challenge,
    bool RequiresUserVerification,
    DateTimeOffset Now
)
{
    /// <summary>Null where the machine has nothing that checks Ed25519: keys of that kind are then refused.</summary>
    public Ed25519Check? Ed25519 { get; init; }
}

/// <summary>Checks a signature of Ed25519, which the framework lacks. The key has 32 bytes; the signature may be anything.</summary>
public delegate bool Ed25519Check(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
