using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>What came of "Delete".</summary>
public abstract record RemovedFactor
{
    private RemovedFactor() { }

    /// <param name="SessionsEnded">Of the same user, elsewhere.</param>
    /// <param name="MustEnrol">What is left does not do, and another one comes before anything else (<c>enrolNow</c>).</param>
    public sealed record Done(int SessionsEnded, bool MustEnrol) : RemovedFactor;

    /// <summary>What is left would not do, and somebody requires more (<c>blocked</c>).</summary>
    public sealed record Blocked(Demand Demand) : RemovedFactor;

    public sealed record NotFound : RemovedFactor;
}

/// <summary>Takes one's own app or key away (APP-11, KEY-4, MUST-9). With the last factor MFA is off and the codes die.</summary>
public sealed class RemoveOwnFactor(Database database, QueueMail mail)
{
    public Task<RemovedFactor> Remove(Caller caller, Method kind, string id, CancellationToken cancel) =>
        database.Write(caller, tx => Act(tx, kind, id), cancel);

    private async Task<RemovedFactor> Act(Transaction tx, Method kind, string id)
    {
        if (await FactorOwner.Lock(tx, tx.Caller.UserId!) is not { } owner)
            return new RemovedFactor.NotFound();
        var user = owner.User;
        if ((await OwnFactor.Of(tx, user.Id, kind)).FirstOrDefault(one => one.Id == id) is not { } factor)
            return new RemovedFactor.NotFound();
        var removal = RemovalOfOwn.Of(owner, factor.TakenFrom(owner.State.Factors));
        var what = factor.Removal(user).With("name", factor.Name);
        if (removal.IsBlocked)
        {
            tx.Audit(what.Refused("last_factor_required"));
            return new RemovedFactor.Blocked(owner.State.Demand);
        }
        await factor.Remove(tx, user.Id);
        var ended = factor.IsOnTrial ? 0 : await owner.EndWhatItOpened(tx);
        await removal.Finish(tx, user.Id);
        tx.Audit(what.With("lastFactor", removal.IsLast ? "yes" : "no").With("sessionsEnded", $"{ended}"));
        if (!factor.IsOnTrial)
            await mail.Queue(tx, factor.RemovalMail, user, owner.Account, new MailFacts { What = factor.Name });
        return new RemovedFactor.Done(ended, removal.EnrolsNow);
    }
}
