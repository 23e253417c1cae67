using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>
/// What the transaction of every administrator's verb begins with. Between the guard at the page and this moment lie forms to read and hashes to compute; whoever was
/// demoted, shut out or signed out meanwhile decides nothing any more.
/// </summary>
public static class AsAdministrator
{
    /// <summary>
    /// Whether the caller may do this now; the command line always may what it may. Locks the account, so that nobody is demoted between this look and the commit,
    /// hence before any user is locked. From here on <see cref="Transaction.Caller"/> has what is left of the permissions.
    /// </summary>
    public static async Task<bool> StillMay(Transaction tx, Permission permission)
    {
        if (tx.Caller.AccountId is { } accountId)
            await tx.Accounts.Lock(accountId);
        if (tx.Caller.UserId is { } userId)
            tx.Narrow(await Left(tx, await tx.Users.Find(userId)));
        return tx.Caller.May(permission);
    }

    /// <summary>A user whom the caller can reach; null for another account's. The command line belongs to no account and stands above all.</summary>
    public static Task<User?> FindUser(Transaction tx, Caller caller, string userId) =>
        caller.AccountId is { } accountId ? tx.Users.FindIn(accountId, userId) : tx.Users.Find(userId);

    // Never more than the request came with: a key may have been narrower than its user.
    private static async Task<Caller> Left(Transaction tx, User? user) =>
        user is { MaySignIn: true } && user.IsOpen(tx.Caller.Origin.Door) && await StillCounts(tx)
            ? tx.Caller with
            {
                IsOperator = tx.Caller.IsOperator && user.IsOperator,
                IsAdministrator = tx.Caller.IsAdministrator && user.Role == BuiltInRole.Admin,
                Permissions = tx.Caller.Permissions.Where(user.Permissions.Contains).ToHashSet(),
            }
            : tx.Caller with
            {
                IsOperator = false,
                IsAdministrator = false,
                Permissions = new HashSet<Permission>(),
            };

    /// <summary>What was shown may have been ended, or deleted, since it was looked at.</summary>
    public static async Task<bool> StillCounts(Transaction tx) =>
        await tx.Sessions.CallersIsRunning() && (tx.Caller.KeyNumber is null || await tx.ApiKeys.Callers() is not null);
}
