using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;

namespace Sallyport.Server.ApiKeys;

/// <summary>How the check of a key ended.</summary>
public enum KeyVerdict
{
    /// <summary>503: the database does not answer, so that nobody knows. First, so that a value in which nothing was decided passes nowhere.</summary>
    Away,

    /// <summary>401 or 403, by <see cref="CheckedKey.Refusal"/>.</summary>
    Refused,

    /// <summary>429: too many keys that are none came from this address.</summary>
    TooMany,
    Passed,
}

/// <summary>What the check of a key says. A value, so that a success makes nothing.</summary>
public readonly record struct CheckedKey
{
    public KeyVerdict Verdict { get; init; }

    /// <summary>Why, where it was refused.</summary>
    public KeyRefusal? Refusal { get; init; }

    /// <summary>The key's number, 0 where none is known; <see cref="KeyId.Write"/> makes its id.</summary>
    public long Number { get; init; }

    /// <summary>Whose key; null where none is known.</summary>
    public KeyUser? User { get; init; }
    public KeyRules? Rules { get; init; }

    /// <summary>When to come back, where too many came.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public bool HasPassed => Verdict == KeyVerdict.Passed;

    /// <summary>Never more than the user has at this moment.</summary>
    public bool May(Permission permission) =>
        User is { } user && Rules is { } rules && HasPassed && KeyDecision.May(rules, user, permission);
}
