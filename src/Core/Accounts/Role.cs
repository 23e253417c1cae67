using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>A named set of permissions that an account made for its users, beside the built-in ones.</summary>
public sealed record Role
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>As typed; <see cref="CanonicalName"/> is what must be the only one of the account.</summary>
    public required string Name { get; init; }
    public required string CanonicalName { get; init; }
    public string Description { get; init; } = "";

    /// <summary>Words with commas: <see cref="PermissionList"/>.</summary>
    public required string Permissions { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Grows with each edit, so that two editors do not overwrite each other unseen.</summary>
    public long Version { get; init; }
}
