using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>A role as a user has it: built in, or one of the account's own.</summary>
/// <param name="Id">What the user's row keeps.</param>
/// <param name="Name">What it is called; of a built-in one the id.</param>
/// <param name="Permissions">What it allows at this moment.</param>
public sealed record GrantedRole(string Id, string Name, IReadOnlySet<Permission> Permissions)
{
    public bool Administers => RoleRule.Administers(Permissions);

    public static GrantedRole Of(Role role) => new(role.Id, role.Name, PermissionList.Read(role.Permissions));
}
