using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Applications;

/// <summary>Who may register and remove the applications of an account.</summary>
internal static class ApplicationKeeper
{
    /// <summary>Whether the caller is an operator at this moment, and the account is the own one; the command line reaches every account.</summary>
    public static async Task<bool> MayEnter(Transaction tx, string accountId) =>
        await AsAdministrator.StillMay(tx, Permission.UpdatePolicy)
        && tx.Caller.IsOperator
        && (tx.Caller.Origin.Door == Door.CommandLine || tx.Caller.AccountId == accountId);
}
