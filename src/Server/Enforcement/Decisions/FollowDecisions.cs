using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;
using Sallyport.Storage.Tables.Decisions;

namespace Sallyport.Server.Enforcement.Decisions;

/// <summary>
/// Does for each user what follows from a decision about a requirement: writes the end of the password for programs, and queues the mail to those who are asked to enrol.
/// In parts that hold nobody up; what is demanded does not wait for it. Where a later decision stands, what is left of the earlier one is not done.
/// </summary>
public sealed class FollowDecisions(Database database, QueueMail mail, TimeProvider clock)
{
    private const int MostUsers = 500;

    // Of the fifth of a second for which anything may be locked; a row or a mail takes about a millisecond.
    private static readonly TimeSpan LongestPart = TimeSpan.FromMilliseconds(50);
    private static readonly Caller Follower = Caller.OfSystem("requirement");

    public async Task Follow(CancellationToken cancel)
    {
        foreach (var decision in await database.Read(tx => tx.Decisions.Open(), cancel))
            while (await database.Write(Follower, tx => Part(tx, decision), cancel))
                cancel.ThrowIfCancellationRequested();
    }

    /// <summary>False where nothing is left, or another node is at it.</summary>
    private async Task<bool> Part(Transaction tx, DecisionRow seen)
    {
        // The account first, as everybody locks: no later decision comes between the look and the last mail of this part.
        if (seen.AccountId is { } id)
            await tx.Accounts.Lock(id);
        if (await tx.Decisions.Take(seen.Id) is not { } decision)
            return false;
        var end = clock.GetTimestamp() + (long)(LongestPart.TotalSeconds * clock.TimestampFrequency);
        do decision = await Step(tx, decision);
        while (decision.EndedAt is null && clock.GetTimestamp() < end);
        await tx.Decisions.Note(decision);
        return decision.EndedAt is null;
    }

    private async Task<DecisionRow> Step(Transaction tx, DecisionRow decision)
    {
        var account = decision.AccountId is { } id ? await tx.Accounts.Find(id) : await tx.Accounts.After(decision.NextAccount);
        if (account is null)
            return decision with { EndedAt = tx.Now };
        var users = decision.EndedAt is null ? await tx.UserList.After(account.Id, decision.NextUser, MostUsers) : [];
        return users.Count == 0 ? Finish(tx, decision, account) : await Go(tx, decision, account, users);
    }

    private async Task<DecisionRow> Go(Transaction tx, DecisionRow decision, Account account, IReadOnlyList<UserListRow> users)
    {
        var kept = await tx.Policies.Of(account.Id);
        var rule = (await tx.Installation.Get()).Rule;
        var facts = new AccountFacts(account.CreatedAt, kept.Decision);
        var ended = new List<(string Id, DateTimeOffset At)>();
        var (mailed, last) = (0, "");
        var end = clock.GetTimestamp() + (long)(LongestPart.TotalSeconds * clock.TimestampFrequency);
        foreach (var user in users)
        {
            var demand = Demand.Of(rule, kept.Policy, facts, user.Facts, tx.Now);
            if (user.ApiPasswordEndedAt is null && ApiPassword.EndedAt(user.Programs, kept.Decision, rule, demand) is { } at)
                ended.Add((user.Id, at));
            if (decision.Mails && IsToldOf(decision, user, demand))
                mailed += await Tell(tx, decision, account, user, demand);
            last = user.Id;
            if (clock.GetTimestamp() >= end)
                break;
        }
        var passwords = 0;
        foreach (var together in ended.GroupBy(user => user.At))
            passwords += await tx.Users.EndApiPasswords([.. together.Select(user => user.Id)], together.Key);
        return decision with
        {
            NextUser = last,
            Mailed = decision.Mailed + mailed,
            PasswordsEnded = decision.PasswordsEnded + passwords,
        };
    }

    // Whoever was made since had an invitation, and enrols at once.
    private static bool IsToldOf(DecisionRow decision, UserListRow user, Demand demand) =>
        user.MaySignIn
        && user.HasMailAddress
        && user.CreatedAt <= decision.DecidedAt
        && demand.IsRequired
        && !demand.IsMetBy(user.Factors);

    // The key is made of the decision and the user, so that nobody hears of one decision twice (MUST-7).
    private async Task<int> Tell(Transaction tx, DecisionRow decision, Account account, UserListRow row, Demand demand)
    {
        if (await tx.Users.Find(row.Id) is not { } user)
            return 0;
        var facts = new MailFacts
        {
            What = account.Name,
            Until = demand.IsInGrace(tx.Now) ? demand.GraceEndsAt : null,
            OnceKey = $"mfaRequired:{account.Id}:{decision.Version}:{user.Id}",
        };
        await mail.Queue(tx, MailKind.MfaRequired, user, account, facts);
        return 1;
    }

    // One event for each account and decision, where something was done for somebody.
    private static DecisionRow Finish(Transaction tx, DecisionRow decision, Account account)
    {
        if (decision.Mailed + decision.PasswordsEnded > 0)
            tx.Audit(
                AuditEvent
                    .Of(AuditAction.RequirementCarriedOut, account.Id, account.Id, account.Handle)
                    .With("by", decision.DecidedBy)
                    .With("mailed", $"{decision.Mailed}")
                    .With("passwordsEnded", $"{decision.PasswordsEnded}")
                    .With("overtaken", decision.EndedAt is null ? "no" : "yes")
            );
        return decision with
        {
            NextAccount = account.Id,
            NextUser = "",
            Mailed = 0,
            PasswordsEnded = 0,
            EndedAt = decision.AccountId is null ? decision.EndedAt : decision.EndedAt ?? tx.Now,
        };
    }
}
