using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts;

/// <summary>What is asked for when a user is made.</summary>
public sealed record NewUser
{
    public required string Login { get; init; }
    public required string Email { get; init; }

    /// <summary>Null: a one-time link goes out by mail, and its reader chooses the password.</summary>
    public string? Password { get; init; }
    public string Title { get; init; } = "";
    public string GivenName { get; init; } = "";
    public string FamilyName { get; init; } = "";
    public string Mobile { get; init; } = "";
    public string Language { get; init; } = "";
    public string TimeZone { get; init; } = "";
    public string Role { get; init; } = BuiltInRole.All;
}

/// <summary>A field that cannot be taken as it is, and why.</summary>
public enum UserFault
{
    LoginMalformed,
    LoginTaken,
    EmailMalformed,
    EmailTaken,
    MobileMalformed,
    LanguageUnknown,
    TimeZoneUnknown,
    RoleUnknown,
    RoleNotYours,
    AddressesMalformed,
    PasswordUnfit,
}
