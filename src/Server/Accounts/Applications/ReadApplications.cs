using Sallyport.Core.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Applications;

/// <summary>Reads the applications of an account.</summary>
public sealed class ReadApplications(Database database)
{
    public Task<IReadOnlyList<Application>> Of(string accountId, CancellationToken cancel) =>
        database.Read(tx => tx.Applications.Of(accountId), cancel);
}
