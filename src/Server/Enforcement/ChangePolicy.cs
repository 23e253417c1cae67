using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SecurityKeys;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Enforcement;

/// <summary>
/// Changes an account's policy in one short transaction, however many users there are: what is demanded of them follows from the row that it writes.
/// <see cref="FollowDecisions"/> does the rest. Page, REST and command line alike.
/// </summary>
public sealed class ChangePolicy(Database database, TrustAnchors anchors)
{
    /// <param name="caller">An administrator of the account, or the command line.</param>
    /// <param name="accountId">Whose policy.</param>
    /// <param name="seenVersion">The version that the change was made up over; null: whichever there is.</param>
    /// <param name="words">The settings to change, by name. Others stay as they are.</param>
    /// <param name="mailUnenrolled">The choice to mail users without MFA, where the requirement is switched on and the policy does not decide that by itself.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<ChangedPolicy> Change(
        Caller caller,
        string accountId,
        long? seenVersion,
        IReadOnlyDictionary<string, string> words,
        bool mailUnenrolled,
        CancellationToken cancel
    )
    {
        if (PolicyDraft.FaultOf(words) is { } fault)
            return fault;
        // Before the transaction that locks the account: to read many users takes its time.
        var (draft, people) = await Look(caller, accountId, seenVersion, words, cancel);
        if (draft.Refused is { } refused)
            return refused;
        var (answer, change) = await database.Write(caller, tx => Act(tx, accountId, seenVersion, words, mailUnenrolled), cancel);
        return answer is ChangedPolicy.Done done && change is not null
            ? done with
            {
                Reached = ReachedByChange.Of(change, people),
                PasswordsEnded = PolicyDraft.PasswordsEnded(change, people),
            }
            : answer;
    }

    /// <summary>What <see cref="Change"/> would do, and to whom; nothing is kept.</summary>
    public async Task<PolicyPreview> Preview(
        Caller caller,
        string accountId,
        long? seenVersion,
        IReadOnlyDictionary<string, string> words,
        CancellationToken cancel
    )
    {
        if (PolicyDraft.FaultOf(words) is { } fault)
            return new PolicyPreview(fault, null, [], 0);
        var (draft, people) = await Look(caller, accountId, seenVersion, words, cancel);
        return new PolicyPreview(
            draft.Refused,
            draft.Change,
            ReachedByChange.Of(draft.Change, people),
            PolicyDraft.PasswordsEnded(draft.Change, people)
        );
    }

    private Task<(PolicyDraft Draft, IReadOnlyList<UserListRow> People)> Look(
        Caller caller,
        string accountId,
        long? seenVersion,
        IReadOnlyDictionary<string, string> words,
        CancellationToken cancel
    ) =>
        database.Read(
            async tx =>
            {
                var draft = await PolicyDraft.Read(tx, caller, accountId, seenVersion, words, anchors);
                var people = draft.Change.ConcernsPeople ? await tx.UserList.Active(accountId) : [];
                return (draft, people);
            },
            cancel
        );

    private async Task<(ChangedPolicy Answer, PolicyChange? Change)> Act(
        Transaction tx,
        string accountId,
        long? seenVersion,
        IReadOnlyDictionary<string, string> words,
        bool mailUnenrolled
    )
    {
        if (!await AsAdministrator.StillMay(tx, Permission.UpdatePolicy))
            return (new ChangedPolicy.NotPermitted(), null);
        await tx.Accounts.Lock(accountId);
        // What stands above the account does not change meanwhile.
        await tx.Installation.Lock();
        var draft = await PolicyDraft.Read(tx, tx.Caller, accountId, seenVersion, words, anchors);
        if (draft.Refused is { } refused)
            return (refused, null);
        var (kept, change) = (draft.Kept, draft.Change);
        if (change.Differences.Count == 0)
            return (new ChangedPolicy.Done(kept) { LeavesNobodyAWay = draft.LeavesNobodyAWay }, null);
        var decision = change.NewDecision;
        if (!await tx.Policies.Change(accountId, kept.Version, change.After, decision, tx.Now))
            throw new System.Diagnostics.UnreachableException("The account is locked, and the version was read under that lock.");
        var changed = new KeptPolicy(change.After, kept.Version + 1, decision);
        var ended = await EndWhatWasOver(tx, draft);
        var mails = (change.Tightens || change.AsksForMore) && Mails(change.After.MailUnenrolled, mailUnenrolled);
        if (change.IsDecision)
            await tx.Decisions.Add(accountId, changed.Version, mails);
        tx.Audit(Event(draft, changed.Version, mails).With("sessionsEnded", $"{ended}"));
        return (new ChangedPolicy.Done(changed) { Mails = mails, LeavesNobodyAWay = draft.LeavesNobodyAWay }, change);
    }

    // Idle time is judged at each request: a longer one would bring back sessions that were over. The absolute end stands in the session and only ever comes nearer.
    private static async Task<int> EndWhatWasOver(Transaction tx, PolicyDraft draft)
    {
        var (before, after) = (draft.Change.Before, draft.Change.After);
        if (after.SessionTotal < before.SessionTotal)
            await tx.Sessions.Shorten(draft.Account.Id, after.SessionTotal);
        return after.SessionIdle > before.SessionIdle
            ? await tx.Sessions.EndIdle(draft.Account.Id, tx.Now - before.SessionIdle, tx.Now)
            : 0;
    }

    // "never" is what happens without a choice; an administrator who sees the list may still choose to tell them this once.
    private static bool Mails(MailUnenrolled policy, bool choice) => policy == MailUnenrolled.Always || choice;

    private static AuditEvent Event(PolicyDraft draft, long version, bool mails) =>
        draft
            .Change.Differences.Aggregate(
                AuditEvent.Of(AuditAction.PolicyChanged, draft.Account.Id, draft.Account.Id, draft.Account.Handle),
                (what, s) => what.With(s.Name, $"{s.Read(draft.Change.Before)} → {s.Read(draft.Change.After)}")
            )
            .With("version", $"{version}")
            .With("mail", mails ? "yes" : "no");
}
