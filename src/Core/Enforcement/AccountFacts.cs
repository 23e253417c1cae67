namespace Sallyport.Core.Enforcement;

/// <summary>What a demand needs to know of the account.</summary>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="Decision">What was decided about its requirement.</param>
public sealed record AccountFacts(DateTimeOffset CreatedAt, Decision Decision)
{
    /// <summary>When the account's requirement began, where it has one.</summary>
    public DateTimeOffset RequiredSince => Decision.RequiredSince ?? CreatedAt;
}
