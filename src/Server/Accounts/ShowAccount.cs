using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>Reads the caller's own account.</summary>
public sealed class ShowAccount(Database database)
{
    public Task<Account> Show(Caller caller, CancellationToken cancel) =>
        database.Read(async tx => (await tx.Accounts.Find(caller.AccountId!))!, cancel);
}
