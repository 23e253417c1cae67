using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What the transaction of a verb begins with that is left to operators: which host is whose, and what holds for all accounts.</summary>
public static class AsOperator
{
    /// <summary>Whether the caller is an operator at this moment; the command line is one. Locks as <see cref="AsAdministrator.StillMay"/> does.</summary>
    public static async Task<bool> StillMay(Transaction tx) =>
        await AsAdministrator.StillMay(tx, Permission.UpdatePolicy) && tx.Caller.IsOperator;

    /// <summary>The same over one account: the own one. The command line reaches every account.</summary>
    public static async Task<bool> StillMay(Transaction tx, string accountId) =>
        await StillMay(tx) && (tx.Caller.Origin.Door == Door.CommandLine || tx.Caller.AccountId == accountId);
}
