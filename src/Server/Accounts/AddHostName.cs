using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of adding a host name.</summary>
public enum AddedHostName
{
    Done,
    Malformed,

    /// <summary>It is this account's, or another's.</summary>
    Taken,
    NoSuchAccount,

    /// <summary>Host names are the operator's to give.</summary>
    NotPermitted,
}

/// <summary>Gives an account a host name by which its people come (SIGN-1).</summary>
public sealed class AddHostName(Database database)
{
    public async Task<AddedHostName> Add(Caller caller, string handle, string typed, CancellationToken cancel)
    {
        if (!caller.IsOperator)
            return AddedHostName.NotPermitted;
        if (HostName.Canonical(typed) is not { } host)
            return AddedHostName.Malformed;
        return await database.Write(caller, tx => Add(tx, handle, host), cancel);
    }

    private static async Task<AddedHostName> Add(Transaction tx, string handle, string host)
    {
        if (await tx.Accounts.FindByHandle(handle) is not { } account)
            return AddedHostName.NoSuchAccount;
        if (await tx.Accounts.AddHost(account.Id, host) == 0)
            return AddedHostName.Taken;
        tx.Audit(AuditEvent.Of(AuditAction.HostNameAdded, account.Id, account.Id, account.Handle).With("host", host));
        return AddedHostName.Done;
    }
}
