using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>Who may lay hands on whom: nobody gains by way of another person what they do not have (ADMIN-4).</summary>
public static class Authority
{
    /// <summary>
    /// Whether the caller has at least what the user has. Whoever could change the address or the password of somebody above could sign in as that person; an operator
    /// stands above the administrators of the account that the operator belongs to.
    /// </summary>
    public static bool Covers(Caller caller, User user) =>
        (caller.IsOperator || !user.IsOperator) && BuiltInRole.PermissionsOf(user.Role).All(caller.May);
}
