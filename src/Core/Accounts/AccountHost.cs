namespace Sallyport.Core.Accounts;

/// <summary>A host name of an account's own, by which its people come (white label).</summary>
public sealed record AccountHost
{
    /// <summary>As <see cref="HostName.Canonical"/> writes it.</summary>
    public required string Host { get; init; }
    public required string AccountId { get; init; }

    /// <summary>Null: it was there before this was kept.</summary>
    public DateTimeOffset? AddedAt { get; init; }
}
