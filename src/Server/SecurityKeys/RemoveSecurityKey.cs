using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What came of "Delete".</summary>
public abstract record RemovedKey
{
    private RemovedKey() { }

    /// <param name="SessionsEnded">Of the same user, elsewhere.</param>
    /// <param name="MustEnrol">What is left does not do, and another one comes before anything else (<c>enrolNow</c>).</param>
    public sealed record Done(int SessionsEnded, bool MustEnrol) : RemovedKey;

    /// <summary>What is left would not do, and somebody requires more (<c>blocked</c>).</summary>
    public sealed record Blocked(Demand Demand) : RemovedKey;

    public sealed record NotFound : RemovedKey;
}

/// <summary>Takes one's own key away (KEY-4, MUST-9). With the last factor MFA is off and the codes die.</summary>
public sealed class RemoveSecurityKey(Database database, QueueMail mail)
{
    public Task<RemovedKey> Remove(Caller caller, string keyId, CancellationToken cancel) =>
        database.Write(caller, tx => Act(tx, keyId), cancel);

    private async Task<RemovedKey> Act(Transaction tx, string keyId)
    {
        if (
            await FactorOwner.Lock(tx, tx.Caller.UserId!) is not { } owner
            || await tx.SecurityKeys.FindOf(owner.User.Id, keyId) is not { } key
        )
            return new RemovedKey.NotFound();
        var factors = owner.State.Factors;
        var removal = RemovalOfOwn.Of(owner, factors with { SecurityKeys = factors.SecurityKeys - 1 });
        if (removal.IsBlocked)
        {
            tx.Audit(About(owner, key).Refused("last_factor_required"));
            return new RemovedKey.Blocked(owner.State.Demand);
        }
        await tx.SecurityKeys.Remove(owner.User.Id, key.Id);
        var ended = await owner.EndWhatItOpened(tx);
        await removal.Finish(tx, owner.User.Id);
        tx.Audit(About(owner, key).With("lastFactor", removal.IsLast ? "yes" : "no").With("sessionsEnded", $"{ended}"));
        await mail.Queue(tx, MailKind.SecurityKeyRemoved, owner.User, owner.Account, new MailFacts { What = key.Name });
        return new RemovedKey.Done(ended, removal.EnrolsNow);
    }

    private static AuditEvent About(FactorOwner owner, SecurityKey key) =>
        AuditEvent
            .Of(AuditAction.SecurityKeyRemoved, owner.Account.Id, owner.User.Id, owner.User.Login)
            .With("key", key.Id)
            .With("name", key.Name);
}
