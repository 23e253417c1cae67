using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>Who may lay hands on whom: nobody gains by way of another person, or of a role, what they do not have (ADMIN-4).</summary>
public static class Authority
{
    /// <summary>
    /// Whether the caller has at least what the user has. Whoever could change the address or the password of somebody above could sign in as that person; an operator
    /// stands above the administrators of the account that the operator belongs to.
    /// </summary>
    public static bool Covers(Caller caller, User user) =>
        (caller.IsOperator || !user.IsOperator) && MayGrant(caller, user.Permissions);

    /// <summary>Nobody grants what they do not have, nor takes it from those who have it.</summary>
    public static bool MayGrant(Caller caller, IEnumerable<Permission> permissions) => permissions.All(caller.May);
}
