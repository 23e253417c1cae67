using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>Who may act on whom: nobody gains through another person, or through a role, what they do not have (ADMIN-4).</summary>
public static class Authority
{
    /// <summary>
    /// Whether the caller may change the user's password, address, role and status: only with every permission that the user has, because whoever controls the
    /// address or the password can sign in as the user. An operator stands above the administrators of the account that the operator belongs to.
    /// </summary>
    public static bool Covers(Caller caller, User user) => IsNotAbove(caller, user) && MayGrant(caller, user.Permissions);

    /// <summary>
    /// Whether the caller may help the user back in: remove MFA, mail a link, end sessions, give more time, unlock. None of these lets the caller sign in as the
    /// user, so it does not take the permission to have API keys, which every member has. A user with power over others or over the account is helped only by
    /// somebody with the role <c>admin</c> (ADMIN-13).
    /// </summary>
    public static bool MayHelp(Caller caller, User user)
    {
        var theirs = user.Permissions.Where(RoleRule.IsAdministrative).ToList();
        return IsNotAbove(caller, user)
            && MayGrant(caller, theirs)
            && (theirs.Count == 0 || caller.IsAdministrator || caller.IsOperator);
    }

    /// <summary>Nobody grants what they do not have, nor takes it from those who have it.</summary>
    public static bool MayGrant(Caller caller, IEnumerable<Permission> permissions) => permissions.All(caller.May);

    private static bool IsNotAbove(Caller caller, User user) => caller.IsOperator || !user.IsOperator;
}
