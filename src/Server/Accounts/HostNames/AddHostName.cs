using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.HostNames;

/// <summary>What came of adding a host name.</summary>
public abstract record AddedHostName
{
    private AddedHostName() { }

    public sealed record Done(AccountHost Host) : AddedHostName;

    /// <summary>The same request added it before.</summary>
    public sealed record AlreadyDone(AccountHost Host) : AddedHostName;

    /// <summary>A request of the same name asked for something else before, or its host name is gone.</summary>
    public sealed record AskedOtherwise : AddedHostName;

    public sealed record Malformed : AddedHostName;

    /// <summary>It is this account's, or another's.</summary>
    public sealed record Taken : AddedHostName;

    /// <summary>People of every account come by it: it is the one of <c>SALLYPORT_PUBLIC_URL</c>.</summary>
    public sealed record OfInstallation : AddedHostName;

    /// <summary>An application is registered there: by that host a proxy answers, and a browser would show it Sallyport's cookies.</summary>
    public sealed record OfApplication : AddedHostName;

    /// <summary>The caller is no operator, or may not change this account.</summary>
    public sealed record NotPermitted : AddedHostName;
}

/// <summary>Gives an account a host name by which its people come (SIGN-1). Host names are the operator's to give: they lead to a sign-in page, and keys answer to them.</summary>
public sealed class AddHostName(Database database, Settings settings)
{
    /// <param name="caller">An operator of this account, or the command line.</param>
    /// <param name="accountId">Whose.</param>
    /// <param name="typed">Without a port.</param>
    /// <param name="asked">The request's own name; null where it has none.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public Task<AddedHostName> Add(
        Caller caller,
        string accountId,
        string typed,
        AskedRequest? asked,
        CancellationToken cancel
    ) => database.Write(caller, tx => Add(tx, accountId, typed, asked), cancel);

    private async Task<AddedHostName> Add(Transaction tx, string accountId, string typed, AskedRequest? asked)
    {
        if (!await AsOperator.StillMay(tx, accountId))
            return new AddedHostName.NotPermitted();
        await tx.Installation.Lock();
        if (asked is not null && await tx.AskedRequests.Find(asked) is { } former)
            return former.ContentDigest == asked.ContentDigest && await Find(tx, accountId, former.MadeId) is { } made
                ? new AddedHostName.AlreadyDone(made)
                : new AddedHostName.AskedOtherwise();
        if (HostName.Canonical(typed) is not { } host)
            return new AddedHostName.Malformed();
        if (host == settings.PublicUrl.Host)
            return new AddedHostName.OfInstallation();
        if (await tx.Applications.FindByHost(host) is not null)
            return new AddedHostName.OfApplication();
        if (await tx.Accounts.AddHost(accountId, host) == 0)
            return new AddedHostName.Taken();
        if (asked is not null)
            await tx.AskedRequests.Add(asked, host);
        var account = (await tx.Accounts.Find(accountId))!;
        tx.Audit(AuditEvent.Of(AuditAction.HostNameAdded, account.Id, account.Id, account.Handle).With("host", host));
        return new AddedHostName.Done((await Find(tx, accountId, host))!);
    }

    private static async Task<AccountHost?> Find(Transaction tx, string accountId, string host) =>
        (await tx.Accounts.HostsOf(accountId)).FirstOrDefault(own => own.Host == host);
}
