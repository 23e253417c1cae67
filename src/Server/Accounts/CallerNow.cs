using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What the caller may do at this moment, and not when the request began: meanwhile somebody may have taken away the session, the role or a permission of it.</summary>
internal static class CallerNow
{
    /// <summary>
    /// The caller with what is left; null where nothing is. Asked behind the lock on the account, because roles are given and edited behind it. What was granted
    /// meanwhile counts from the next request on: a caller may have less than the user has (a narrower key), and never gets more here.
    /// </summary>
    public static async Task<Caller?> Read(Transaction tx)
    {
        var caller = tx.Caller;
        if (!await tx.Sessions.CallersIsRunning())
            return null;
        if (caller.UserId is not { } id)
            return caller;
        if (await tx.Users.Find(id) is not { MaySignIn: true } user)
            return null;
        return caller with
        {
            IsOperator = caller.IsOperator && user.IsOperator,
            Permissions = caller.Permissions.Where(user.Permissions.Contains).ToHashSet(),
        };
    }
}
