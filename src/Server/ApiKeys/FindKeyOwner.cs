using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>Whose keys a caller may have to do with: what every verb asks first.</summary>
internal static class FindKeyOwner
{
    /// <summary>Null where the account has no such user, the user was removed, or the caller may not manage that user's keys.</summary>
    public static async Task<User?> Find(Transaction tx, Caller caller, string userId) =>
        Managed(caller, await AsAdministrator.FindUser(tx, caller, userId));

    /// <summary>The same by what the caller may at this moment, and unchanged by others until the transaction ends.</summary>
    public static async Task<User?> Lock(Transaction tx, string userId) =>
        await AsAdministrator.StillMay(tx, Permission.ManageApiKey)
        && await AsAdministrator.FindUser(tx, tx.Caller, userId) is not null
            ? Managed(tx.Caller, await tx.Users.Lock(userId))
            : null;

    private static User? Managed(Caller caller, User? user) =>
        user is { Status: not UserStatus.Removed } && KeyRight.MayManage(caller, user) ? user : null;
}
