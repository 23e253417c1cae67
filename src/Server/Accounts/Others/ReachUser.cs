using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Others;

/// <summary>
/// What every verb begins with by which an administrator acts on a user. Who the user is decides, not the page or route by which the request came: an administrator
/// does not undo at <c>/users/{id}</c> what the own pages refuse.
/// </summary>
public static class ReachUser
{
    /// <summary>For what takes every permission that the user has: password, address, role, status, keys (<see cref="Authority.Covers"/>).</summary>
    public static Task<Reached> ToChange(Transaction tx, string userId, Permission permission) =>
        To(tx, userId, permission, Authority.Covers);

    /// <summary>For what helps a user back in (<see cref="Authority.MayHelp"/>).</summary>
    public static Task<Reached> ToHelp(Transaction tx, string userId, Permission permission) =>
        To(tx, userId, permission, Authority.MayHelp);

    /// <summary>For what takes the one or the other, by the state that the user is in.</summary>
    /// <param name="tx">The transaction of the act. The account is locked, then the user.</param>
    /// <param name="userId">Whom it is about.</param>
    /// <param name="permission">What the caller must have.</param>
    /// <param name="isEnough">Whether the caller stands high enough for this user, as the locked row is.</param>
    public static async Task<Reached> To(Transaction tx, string userId, Permission permission, Func<Caller, User, bool> isEnough)
    {
        if (!await AsAdministrator.StillMay(tx, permission))
            return new Reached.NotPermitted();
        if (await AsAdministrator.FindUser(tx, tx.Caller, userId) is not { } found)
            return new Reached.NotThere();
        // The command line's caller belongs to no account.
        if (tx.Caller.AccountId is null)
            await tx.Accounts.Lock(found.AccountId);
        if (await tx.Users.Lock(userId) is not { Status: not UserStatus.Removed } user)
            return new Reached.NotThere();
        // A key may be narrower than its own user, who then stands above it.
        if (user.Id == tx.Caller.UserId)
            return Authority.Covers(tx.Caller, user) ? new Reached.Oneself(user) : new Reached.Above();
        return isEnough(tx.Caller, user) ? new Reached.Other(user) : new Reached.Above();
    }
}
