using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.HostNames;

/// <summary>What came of taking a host name away.</summary>
public abstract record RemovedHostName
{
    private RemovedHostName() { }

    public sealed record Done(string Host) : RemovedHostName;

    /// <summary>Security keys answer to it and to nothing else: they would sign nobody in any more. Nothing was changed.</summary>
    public sealed record KeysAnswer(long Keys) : RemovedHostName;

    public sealed record NoSuchHost : RemovedHostName;

    /// <summary>The caller is no operator, or may not change this account.</summary>
    public sealed record NotPermitted : RemovedHostName;
}

/// <summary>Takes a host name of an account away: nobody finds the account by it any more. Sessions go on; they belong to people.</summary>
public sealed class RemoveHostName(Database database)
{
    /// <param name="caller">An operator of this account, or the command line.</param>
    /// <param name="accountId">Whose.</param>
    /// <param name="typed">The host name, in any spelling.</param>
    /// <param name="isConfirmed">Also where security keys answer to it.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public Task<RemovedHostName> Remove(
        Caller caller,
        string accountId,
        string typed,
        bool isConfirmed,
        CancellationToken cancel
    ) => database.Write(caller, tx => Remove(tx, accountId, HostName.Canonical(typed) ?? "", isConfirmed), cancel);

    private static async Task<RemovedHostName> Remove(Transaction tx, string accountId, string host, bool isConfirmed)
    {
        if (!await AsOperator.StillMay(tx, accountId))
            return new RemovedHostName.NotPermitted();
        if ((await tx.Accounts.HostsOf(accountId)).All(own => own.Host != host))
            return new RemovedHostName.NoSuchHost();
        var keys = await tx.SecurityKeys.CountAt(accountId, host);
        if (keys > 0 && !isConfirmed)
            return new RemovedHostName.KeysAnswer(keys);
        if (await tx.Accounts.RemoveHost(accountId, host) == 0)
            return new RemovedHostName.NoSuchHost();
        var account = (await tx.Accounts.Find(accountId))!;
        tx.Audit(
            AuditEvent
                .Of(AuditAction.HostNameRemoved, account.Id, account.Id, account.Handle)
                .With("host", host)
                .With("keys", $"{keys}")
        );
        return new RemovedHostName.Done(host);
    }
}
