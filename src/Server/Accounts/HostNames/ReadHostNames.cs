using Sallyport.Core.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.HostNames;

/// <summary>Reads the host names of an account, in the order in which it got them.</summary>
public sealed class ReadHostNames(Database database)
{
    public Task<IReadOnlyList<AccountHost>> Of(string accountId, CancellationToken cancel) =>
        database.Read(tx => tx.Accounts.HostsOf(accountId), cancel);
}
