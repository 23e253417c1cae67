using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Enforcement;

/// <summary>Changes an account's policy, and does for its users what follows: their grace starts, they are told. Page and command line alike.</summary>
public sealed class ChangePolicy(Database database, QueueMail mail)
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
    ) =>
        PolicyDraft.FaultOf(words)
        ?? await database.Write(caller, tx => Act(tx, accountId, seenVersion, words, mailUnenrolled), cancel);

    /// <summary>What <see cref="Change"/> would do, and to whom; nothing is kept.</summary>
    public async Task<PolicyPreview> Preview(
        Caller caller,
        string accountId,
        long? seenVersion,
        IReadOnlyDictionary<string, string> words,
        CancellationToken cancel
    ) =>
        PolicyDraft.FaultOf(words) is { } fault
            ? new PolicyPreview(fault, null, [], 0)
            : await database.Read(
                async tx =>
                {
                    var draft = await PolicyDraft.Read(tx, caller, accountId, seenVersion, words);
                    return new PolicyPreview(
                        draft.Refused,
                        draft.Change,
                        draft.Change.Tightens ? await draft.Reached(tx) : [],
                        await draft.PasswordsEnded(tx)
                    );
                },
                cancel
            );

    private async Task<ChangedPolicy> Act(
        Transaction tx,
        string accountId,
        long? seenVersion,
        IReadOnlyDictionary<string, string> words,
        bool mailUnenrolled
    )
    {
        if (!await AsAdministrator.StillMay(tx, Permission.UpdatePolicy))
            return new ChangedPolicy.NotPermitted();
        await tx.Accounts.Lock(accountId);
        var draft = await PolicyDraft.Read(tx, tx.Caller, accountId, seenVersion, words);
        if (draft.Refused is { } refused)
            return refused;
        var (kept, change) = (draft.Kept, draft.Change);
        if (change.Differences.Count == 0)
            return new ChangedPolicy.Done(kept, [], 0);
        if (!await tx.Policies.Change(accountId, kept.Version, change.After, change.NewRequiredSince, tx.Now))
            throw new System.Diagnostics.UnreachableException("The account is locked, and the version was read under that lock.");
        var changed = new KeptPolicy(change.After, kept.Version + 1, change.NewRequiredSince);
        if (change.Begins && change.After.GraceDays > 0)
            await tx.Users.StartGrace(accountId, tx.Now.AddDays(change.After.GraceDays));
        var ended = await EndWhatWasOver(tx, draft);
        foreach (var asked in Enum.GetValues<UserRequirement>().Where(change.EndsApiPasswords))
            await tx.Users.EndApiPasswords(accountId, asked, tx.Now);
        var isMailed = change.Tightens && Mails(change.After.MailUnenrolled, mailUnenrolled);
        var mailed = isMailed ? await Tell(tx, draft, changed.Version) : 0;
        tx.Audit(Event(draft, changed.Version, mailed).With("sessionsEnded", $"{ended}"));
        return new ChangedPolicy.Done(changed, WarningsOf(change), mailed);
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

    // The key is made of the decision (this version) and the user, so that nobody hears of one decision twice.
    private async Task<int> Tell(Transaction tx, PolicyDraft draft, long version)
    {
        var reached = (await draft.Reached(tx)).Where(row => row.HasMailAddress).ToList();
        foreach (var row in reached)
        {
            var user = (await tx.Users.Find(row.Id))!;
            var demand = draft.Change.DemandAfter(UserFacts.Of(user));
            var facts = new MailFacts
            {
                What = draft.Account.Name,
                Until = demand.IsInGrace(tx.Now) ? demand.GraceEndsAt : null,
                OnceKey = $"mfaRequired:{draft.Account.Id}:{version}:{user.Id}",
            };
            await mail.Queue(tx, MailKind.MfaRequired, user, draft.Account, facts);
        }
        return reached.Count;
    }

    private static AuditEvent Event(PolicyDraft draft, long version, int mailed) =>
        draft
            .Change.Differences.Aggregate(
                AuditEvent.Of(AuditAction.PolicyChanged, draft.Account.Id, draft.Account.Id, draft.Account.Handle),
                (what, s) => what.With(s.Name, $"{s.Read(draft.Change.Before)} → {s.Read(draft.Change.After)}")
            )
            .With("version", $"{version}")
            .With("mailed", $"{mailed}");

    private static List<PolicyWarning> WarningsOf(PolicyChange change)
    {
        var warnings = new List<PolicyWarning>();
        if (PolicyDraft.AsksForTheImpossible(change.After) && !PolicyDraft.AsksForTheImpossible(change.Before))
            warnings.Add(PolicyWarning.NobodyCanEnrol);
        return warnings;
    }
}
