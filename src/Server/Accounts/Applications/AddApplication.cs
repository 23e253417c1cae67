using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Applications;

/// <summary>What came of registering an application.</summary>
public abstract record AddedApplication
{
    private AddedApplication() { }

    public sealed record Done(Application Application) : AddedApplication;

    /// <summary>The same request registered it before.</summary>
    public sealed record AlreadyDone(Application Application) : AddedApplication;

    /// <summary>A request of the same name asked for something else before, or its application is gone.</summary>
    public sealed record AskedOtherwise : AddedApplication;

    public sealed record Malformed : AddedApplication;

    /// <summary>This account or another one has that host.</summary>
    public sealed record Taken : AddedApplication;

    /// <summary>People come to Sallyport itself by that host: a browser would show its cookies to the application.</summary>
    public sealed record SallyportsOwn : AddedApplication;

    /// <summary>The caller is no operator, or may not change this account.</summary>
    public sealed record NotPermitted : AddedApplication;
}

/// <summary>
/// Registers where people of an account are returned to after sign-in (SIGN-8). Which host is whose is the operator's to say: whoever could name another company's
/// would let the own people in there.
/// </summary>
public sealed class AddApplication(Database database, Settings settings)
{
    /// <param name="caller">An operator of this account, or the command line.</param>
    /// <param name="accountId">Whose.</param>
    /// <param name="typed">A host name, or <c>localhost</c>, with a port or without.</param>
    /// <param name="asked">The request's own name; null where it has none.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public Task<AddedApplication> Add(
        Caller caller,
        string accountId,
        string typed,
        AskedRequest? asked,
        CancellationToken cancel
    ) => database.Write(caller, tx => Add(tx, accountId, typed, asked), cancel);

    private async Task<AddedApplication> Add(Transaction tx, string accountId, string typed, AskedRequest? asked)
    {
        if (!await AsOperator.StillMay(tx, accountId))
            return new AddedApplication.NotPermitted();
        await tx.Installation.Lock();
        if (asked is not null && await tx.AskedRequests.Find(asked) is { } former)
            return
                former.ContentDigest == asked.ContentDigest && await tx.Applications.FindIn(accountId, former.MadeId) is { } made
                ? new AddedApplication.AlreadyDone(made)
                : new AddedApplication.AskedOtherwise();
        if (ApplicationHost.Typed(typed) is not { } host)
            return new AddedApplication.Malformed();
        if (host.Name == settings.PublicUrl.Host || await tx.Accounts.FindByHost(host.Name) is not null)
            return new AddedApplication.SallyportsOwn();
        var application = new Application
        {
            Id = tx.Random.Id(),
            AccountId = accountId,
            Host = host.Name,
            Port = host.Port,
            CreatedAt = tx.Now,
        };
        if (await tx.Applications.Add(application) == 0)
            return new AddedApplication.Taken();
        if (asked is not null)
            await tx.AskedRequests.Add(asked, application.Id);
        tx.Audit(AuditEvent.Of(AuditAction.ApplicationAdded, accountId, application.Id, application.Address));
        return new AddedApplication.Done(application);
    }
}
