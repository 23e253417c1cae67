using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What came of "Delete".</summary>
public abstract record RemovedApp
{
    private RemovedApp() { }

    /// <param name="SessionsEnded">Of the same user, elsewhere.</param>
    /// <param name="MustEnrol">It was the last factor, and another one comes before anything else (<c>enrolNow</c>).</param>
    public sealed record Done(int SessionsEnded, bool MustEnrol) : RemovedApp;

    /// <summary>It is the last factor, and somebody requires one (<c>blocked</c>).</summary>
    public sealed record Blocked(Demand Demand) : RemovedApp;

    public sealed record NotFound : RemovedApp;
}

/// <summary>Takes one's own app away (APP-11, MUST-9). With the last factor MFA is off and the codes die.</summary>
public sealed class RemoveAuthenticatorApp(Database database, QueueMail mail)
{
    public Task<RemovedApp> Remove(Caller caller, string appId, CancellationToken cancel) =>
        database.Write(caller, tx => Act(tx, appId), cancel);

    private async Task<RemovedApp> Act(Transaction tx, string appId)
    {
        if (
            await FactorOwner.Lock(tx, tx.Caller.UserId!) is not { } owner
            || await tx.Apps.FindOf(owner.User.Id, appId) is not { } app
        )
            return new RemovedApp.NotFound();
        var factors = owner.State.Factors;
        var removal = RemovalOfOwn.Of(owner, app.IsOnTrial ? factors : factors with { Apps = factors.Apps - 1 });
        if (removal.IsBlocked)
        {
            tx.Audit(About(owner, app).Refused("last_factor_required"));
            return new RemovedApp.Blocked(owner.State.Demand);
        }
        await tx.AppSetups.CancelOf(owner.User.Id);
        await tx.Apps.Remove(owner.User.Id, app.Id);
        // A token on trial opened nothing.
        var ended = app.IsOnTrial ? 0 : await owner.EndWhatItOpened(tx);
        await removal.Finish(tx, owner.User.Id);
        tx.Audit(About(owner, app).With("lastFactor", removal.IsLast ? "yes" : "no").With("sessionsEnded", $"{ended}"));
        if (!app.IsOnTrial)
            await mail.Queue(tx, MailKind.AppRemoved, owner.User, owner.Account, new MailFacts { What = app.Name });
        return new RemovedApp.Done(ended, removal.EnrolsNow);
    }

    private static AuditEvent About(FactorOwner owner, AuthenticatorApp app) =>
        AuditEvent
            .Of(AuditAction.AppRemoved, owner.Account.Id, owner.User.Id, owner.User.Login)
            .With("app", app.Id)
            .With("name", app.Name);
}
