using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>An account has at least one active administrator at every moment (ALWAYS-7).</summary>
internal static class LastAdministrator
{
    /// <summary>
    /// Whether nobody else could administer the account. The account's row must be locked before: else two administrators who demote each other at once would both
    /// still see the other. One whose portal is closed, who never chose a password or who is frozen does not count beside another.
    /// </summary>
    public static async Task<bool> Is(Transaction tx, User user) =>
        Administers(user)
        && !(await tx.Users.ActiveAdministrators(user.AccountId)).Any(u => u.Id != user.Id && Administers(u) && !u.IsFrozen);

    // Who is frozen still does: after a look into the own mailbox.
    private static bool Administers(User user) =>
        user.Role == BuiltInRole.Admin
        && user.Status == UserStatus.Active
        && user.IsOpen(Door.Portal)
        && user.SealedPasswordHash is not null;
}
