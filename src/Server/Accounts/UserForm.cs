using Microsoft.AspNetCore.Mvc.ModelBinding;
using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts;

/// <summary>The fields of a user as a page shows them and as they come back: what was typed is kept when it has to be mended.</summary>
public sealed class UserForm
{
    public string? Login { get; set; }
    public string? Email { get; set; }
    public string? Title { get; set; }
    public string? GivenName { get; set; }
    public string? FamilyName { get; set; }
    public string? Mobile { get; set; }
    public string? Language { get; set; }
    public string? TimeZone { get; set; }
    public string? Role { get; set; } = BuiltInRole.All;

    /// <summary>The form sends an empty one beside those that are ticked; null: it was not in the form at all.</summary>
    public string[]? Doors { get; set; }
    public string? PortalAddresses { get; set; }
    public string? ApiAddresses { get; set; }
    public long Version { get; set; }

    /// <summary>What can be chosen; no form sends it.</summary>
    [BindNever]
    public IReadOnlyList<RoleChoice> Roles { get; set; } = [];

    public static UserForm Of(User user) =>
        new()
        {
            Login = user.Login,
            Email = user.Email,
            Title = user.Title,
            GivenName = user.GivenName,
            FamilyName = user.FamilyName,
            Mobile = user.Mobile,
            Language = user.Language,
            TimeZone = user.TimeZone,
            Role = user.Role,
            Doors = user.Doors.Split(','),
            PortalAddresses = user.PortalAddresses,
            ApiAddresses = user.ApiAddresses,
            Version = user.Version,
        };

    public bool HasDoor(string door) => Doors?.Contains(door, StringComparer.Ordinal) ?? true;

    public NewUser ToNew() => (NewUser)Fill(new NewUser { Login = "", Email = "" });

    public EditedUser ToEdited() =>
        (EditedUser)Fill(
            new EditedUser
            {
                Login = "",
                Email = "",
                Version = Version,
            }
        );

    private UserDetails Fill(UserDetails empty) =>
        empty with
        {
            Login = Login ?? "",
            Email = Email ?? "",
            Title = Title ?? "",
            GivenName = GivenName ?? "",
            FamilyName = FamilyName ?? "",
            Mobile = Mobile ?? "",
            Language = Language ?? "",
            TimeZone = TimeZone ?? "",
            Role = Role ?? "",
            Doors = Doors is null ? UserFields.Doors : [.. Doors.Where(door => !string.IsNullOrEmpty(door))],
            PortalAddresses = PortalAddresses ?? "",
            ApiAddresses = ApiAddresses ?? "",
        };
}
