using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>What a role of an account's own may be called, and which permissions are of use together.</summary>
public static class RoleRule
{
    public const int LongestDescription = 200;

    // The built-in ones by their ids and by what pages call them: a second "Administrator" would be taken for the first.
    private static readonly string[] Reserved = [BuiltInRole.Admin, BuiltInRole.All, "administrator", "member"];

    public static bool IsReserved(string canonicalName) => Reserved.Contains(canonicalName, StringComparer.Ordinal);

    /// <summary>Every permission but that to have API keys, which ordinary members have: it gives power over other people or over the account.</summary>
    public static bool IsAdministrative(Permission permission) => permission != Permission.ManageApiKey;

    public static bool Administers(IEnumerable<Permission> permissions) => permissions.Any(IsAdministrative);

    /// <summary>Without which other permission this one opens nothing: whoever changes something must see it. Null: it stands alone.</summary>
    public static Permission? NeededBy(Permission permission) =>
        permission switch
        {
            Permission.CreateUser or Permission.UpdateUser or Permission.RemoveUser or Permission.RescueUser =>
                Permission.ViewUser,
            Permission.UpdatePolicy => Permission.ViewPolicy,
            Permission.ViewUser
            or Permission.ViewPolicy
            or Permission.ViewAudit
            or Permission.ManageApiKey
            or Permission.ManageRole => null,
        };
}
