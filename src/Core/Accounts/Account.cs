namespace Sallyport.Core.Accounts;

/// <summary>A company that uses the portal.</summary>
public sealed record Account
{
    public required string Id { get; init; }

    /// <summary>The short name in addresses and typed names: <c>acme</c> in <c>acme/ben</c>.</summary>
    public required string Handle { get; init; }
    public required string Name { get; init; }

    /// <summary>The reseller above; null at the top.</summary>
    public string? ParentId { get; init; }

    /// <summary>Whom a person who cannot get in may ask: a mail address, a number or a sentence.</summary>
    public string SupportContact { get; init; } = "";

    /// <summary>What authenticator apps show above the code; the account's name where empty.</summary>
    public string IssuerLabel { get; init; } = "";
    public required DateTimeOffset CreatedAt { get; init; }

    public string Issuer => IssuerLabel.Length > 0 ? IssuerLabel : Name;
}
