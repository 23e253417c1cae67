using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;

namespace Sallyport.Server.RestApi;

/// <summary>A user to make. Without a password, a link to choose one goes out by mail.</summary>
public sealed record NewUserBody(
    string Login,
    string Email,
    string Title = "",
    string GivenName = "",
    string FamilyName = "",
    string Mobile = "",
    string Language = "",
    string TimeZone = "",
    string Role = BuiltInRole.All,
    IReadOnlyList<string>? Doors = null,
    IReadOnlyList<string>? PortalAddresses = null,
    IReadOnlyList<string>? ApiAddresses = null,
    string? Password = null
)
{
    public NewUser Asked(AskedRequest? request) =>
        new()
        {
            Login = Login,
            Email = Email,
            Title = Title,
            GivenName = GivenName,
            FamilyName = FamilyName,
            Mobile = Mobile,
            Language = Language,
            TimeZone = TimeZone,
            Role = Role,
            Doors = Doors ?? UserFields.Doors,
            PortalAddresses = string.Join(',', PortalAddresses ?? []),
            ApiAddresses = string.Join(',', ApiAddresses ?? []),
            Password = Password,
            AskedBy = request,
        };
}

/// <summary>What is to be changed about a user; what is left out stays.</summary>
public sealed record UserChangeBody(
    string? Login = null,
    string? Email = null,
    string? Title = null,
    string? GivenName = null,
    string? FamilyName = null,
    string? Mobile = null,
    string? Language = null,
    string? TimeZone = null,
    string? Role = null,
    IReadOnlyList<string>? Doors = null,
    IReadOnlyList<string>? PortalAddresses = null,
    IReadOnlyList<string>? ApiAddresses = null,
    string? Password = null
)
{
    public EditedUser Over(User user, long version) =>
        new()
        {
            Login = Login ?? user.Login,
            Email = Email ?? user.Email,
            Title = Title ?? user.Title,
            GivenName = GivenName ?? user.GivenName,
            FamilyName = FamilyName ?? user.FamilyName,
            Mobile = Mobile ?? user.Mobile,
            Language = Language ?? user.Language,
            TimeZone = TimeZone ?? user.TimeZone,
            Role = Role ?? user.Role,
            Doors = Doors ?? UserAnswer.List(user.Doors),
            PortalAddresses = PortalAddresses is { } portal ? string.Join(',', portal) : user.PortalAddresses,
            ApiAddresses = ApiAddresses is { } api ? string.Join(',', api) : user.ApiAddresses,
            Version = version,
            Password = Password,
        };
}

/// <summary>active, locked or deactivated.</summary>
public sealed record StatusBody(string Status);

/// <summary>inherit, required or notRequired.</summary>
public sealed record RequirementBody(string Requirement);

/// <summary>More time to enrol, from now on, with a reason for the record.</summary>
public sealed record GraceBody(int Days, string Reason);
