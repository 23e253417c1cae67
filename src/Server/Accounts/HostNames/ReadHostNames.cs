using Sallyport.Core.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.HostNames;

/// <summary>A host name of an account, and how many of its users' security keys answer to it alone.</summary>
public sealed record ShownHostName(AccountHost Own, long SecurityKeys);

/// <summary>Reads the host names of an account, in the order in which it got them.</summary>
public sealed class ReadHostNames(Database database)
{
    public Task<IReadOnlyList<ShownHostName>> Of(string accountId, CancellationToken cancel) =>
        database.Read(tx => Of(tx, accountId), cancel);

    private static async Task<IReadOnlyList<ShownHostName>> Of(Transaction tx, string accountId)
    {
        var shown = new List<ShownHostName>();
        foreach (var own in await tx.Accounts.HostsOf(accountId))
            shown.Add(new ShownHostName(own, await tx.SecurityKeys.CountAt(accountId, own.Host)));
        return shown;
    }
}
