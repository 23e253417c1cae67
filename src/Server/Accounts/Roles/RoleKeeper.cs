using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>Who may make, change and delete the roles of an account.</summary>
internal static class RoleKeeper
{
    /// <summary>
    /// Whether the account is the caller's, MANAGE_ROLE is there at this moment, and a person acts (<see cref="Caller.IsInPerson"/>): what a role allows, its users may. From here on the account is locked: roles are given to users behind the same lock.
    /// </summary>
    public static async Task<bool> MayEnter(Transaction tx, string accountId)
    {
        if (!await AsAdministrator.StillMay(tx, Permission.ManageRole) || !tx.Caller.IsInPerson)
            return false;
        if (tx.Caller.Origin.Door != Door.CommandLine)
            return tx.Caller.AccountId == accountId;
        await tx.Accounts.Lock(accountId);
        return true;
    }
}
