using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>A key by which a program acts for a user.</summary>
public sealed record ApiKey
{
    public required long Number { get; init; }

    /// <summary>The number as it is shown: <see cref="KeyId"/>.</summary>
    public string Id => KeyId.Write(Number);
    public required string UserId { get; init; }
    public required string AccountId { get; init; }
    public required string Description { get; init; }

    /// <summary>Names with commas: <see cref="KeyAccess"/>.</summary>
    public required string Accesses { get; init; }

    /// <summary>Permissions with commas, fewer than the user's; empty: whatever the user has.</summary>
    public string Permissions { get; init; } = "";

    /// <summary>Addresses (CIDR, with commas) from which it may be used; empty: from anywhere.</summary>
    public string Addresses { get; init; } = "";
    public required byte[] Digest { get; init; }

    /// <summary>Its last symbols, for its owner to tell it from others.</summary>
    public required string Hint { get; init; }

    /// <summary>The text before the last rotation, which works until <see cref="FormerEndsAt"/>.</summary>
    public byte[]? FormerDigest { get; init; }
    public DateTimeOffset? FormerEndsAt { get; init; }

    /// <summary>Who made it: a login, or "command line".</summary>
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RotatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public string LastUsedAddress { get; init; } = "";
    public Door? LastUsedDoor { get; init; }

    /// <summary>It came where a key must not travel: it may have been read by others.</summary>
    public DateTimeOffset? FlaggedAt { get; init; }
    public string FlaggedFor { get; init; } = "";

    /// <summary>From here on it opens nothing. The row stays for the record.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The form or request that asked for it; the same one again makes no second key.</summary>
    public required string AskedBy { get; init; }

    public IReadOnlyList<string> AccessNames => Accesses.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public bool HasExpired(DateTimeOffset now) => ExpiresAt is { } end && now >= end;
}
