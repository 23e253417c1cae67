using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>An account has at least one active administrator at every moment (ALWAYS-7).</summary>
internal static class LastAdministrator
{
    /// <summary>
    /// Whether nobody else could administer the account. The account's row must be locked before: else two administrators who demote each other at once would both
    /// still see the other. One whose portal is closed, or who never chose a password, does not count.
    /// </summary>
    public static async Task<bool> Is(Transaction tx, User user) =>
        CanAdminister(user)
        && !(await tx.Users.ActiveAdministrators(user.AccountId)).Any(u => u.Id != user.Id && CanAdminister(u));

    private static bool CanAdminister(User user) =>
        user.Role == BuiltInRole.Admin
        && user.Status == UserStatus.Active
        && user.IsOpen(Door.Portal)
        && user.SealedPasswordHash is not null;
}
