using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>What somebody wants a key to be, as it was typed.</summary>
public sealed record NewApiKey
{
    public const int LongestDescription = 100;
    public const int LongestAddresses = 1000;

    /// <summary>A key works through the day on which it expires, as a ticket does: so long from the day's beginning.</summary>
    public static readonly TimeSpan UntilLastSecond = new(23, 59, 59);

    public required string Description { get; init; }
    public required IReadOnlyList<string> Accesses { get; init; }

    /// <summary>Fewer than the user's; empty: whatever the user has.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];
    public string Addresses { get; init; } = "";

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Names the form or request: the same one again makes no second key.</summary>
    public required string AskedBy { get; init; }

    /// <param name="known">The accesses of this installation.</param>
    /// <param name="now">When it is made.</param>
    public IReadOnlyList<NewKeyFault> Faults(IReadOnlyList<string> known, DateTimeOffset now) =>
        [.. All(known, now).Where(fault => fault.Is).Select(fault => fault.Fault)];

    private IEnumerable<(bool Is, NewKeyFault Fault)> All(IReadOnlyList<string> known, DateTimeOffset now)
    {
        yield return (Description.Trim().Length == 0, NewKeyFault.DescriptionMissing);
        yield return (Description.Trim().Length > LongestDescription, NewKeyFault.DescriptionTooLong);
        yield return (Description.Trim().Any(char.IsControl), NewKeyFault.DescriptionUnreadable);
        yield return (Accesses.Count == 0, NewKeyFault.AccessMissing);
        yield return (Accesses.Except(known, StringComparer.Ordinal).Any(), NewKeyFault.AccessUnknown);
        yield return (Permissions.Any(word => Words.Parse<Permission>(word) is null), NewKeyFault.PermissionUnknown);
        yield return (ExpiresAt <= now, NewKeyFault.ExpiryPast);
        yield return (
            Addresses.Length > LongestAddresses || AddressList.FirstFault(Addresses) is not null,
            NewKeyFault.AddressUnreadable
        );
    }
}

/// <summary>What is wrong with a wanted key.</summary>
public enum NewKeyFault
{
    DescriptionMissing,
    DescriptionTooLong,

    /// <summary>It has line ends or other control characters, which would be lines of a list and commands of a terminal.</summary>
    DescriptionUnreadable,
    AccessMissing,
    AccessUnknown,
    PermissionUnknown,
    ExpiryPast,
    AddressUnreadable,
}
