using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts;

/// <summary>What people type about a user (ADMIN-2).</summary>
public abstract record UserDetails
{
    public required string Login { get; init; }
    public required string Email { get; init; }
    public string Title { get; init; } = "";
    public string GivenName { get; init; } = "";
    public string FamilyName { get; init; } = "";
    public string Mobile { get; init; } = "";
    public string Language { get; init; } = "";
    public string TimeZone { get; init; } = "";
    public string Role { get; init; } = BuiltInRole.All;

    /// <summary>Words of <see cref="UserFields.Doors"/>.</summary>
    public IReadOnlyList<string> Doors { get; init; } = UserFields.Doors;
    public string PortalAddresses { get; init; } = "";
    public string ApiAddresses { get; init; } = "";
}
