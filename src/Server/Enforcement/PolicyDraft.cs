using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SecurityKeys;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Enforcement;

/// <summary>A change of policy that is thought about: judged alike when it is shown first and when it is made.</summary>
public sealed class PolicyDraft
{
    public required Account Account { get; init; }
    public required KeptPolicy Kept { get; init; }
    public required PolicyChange Change { get; init; }

    /// <summary>Why it cannot be made; null where it can.</summary>
    public required ChangedPolicy? Refused { get; init; }

    /// <summary>Whoever is asked to enrol by the policy after finds nothing to set up.</summary>
    public required bool LeavesNobodyAWay { get; init; }

    /// <summary>What is wrong with the words themselves; null where nothing is.</summary>
    public static ChangedPolicy? FaultOf(IReadOnlyDictionary<string, string> words)
    {
        foreach (var name in words.Keys)
            if (PolicySettings.Find(name) is null)
                return new ChangedPolicy.UnknownKey(name);
        var bad = words
            .Keys.Select(name => PolicySettings.Find(name)!)
            .Where(s => s.Write(Preset.Default, words[s.Name]) is null);
        return bad.ToList() is { Count: > 0 } settings ? new ChangedPolicy.BadWords(settings) : null;
    }

    /// <param name="tx">The transaction that shows or makes it.</param>
    /// <param name="caller">Who would make it.</param>
    /// <param name="accountId">Whose policy.</param>
    /// <param name="seenVersion">The version that the words were typed over; null: any.</param>
    /// <param name="words">Without a fault.</param>
    /// <param name="anchors">By what security keys can prove their make.</param>
    public static async Task<PolicyDraft> Read(
        Transaction tx,
        Caller caller,
        string accountId,
        long? seenVersion,
        IReadOnlyDictionary<string, string> words,
        TrustAnchors anchors
    )
    {
        var account = (await tx.Accounts.Find(accountId))!;
        var kept = await tx.Policies.Of(accountId);
        var after = words.Aggregate(kept.Policy, (policy, word) => PolicySettings.Find(word.Key)!.Write(policy, word.Value)!);
        var rule = (await tx.Installation.Get()).Rule;
        var facts = new AccountFacts(account.CreatedAt, kept.Decision);
        var change = new PolicyChange(rule, facts, kept.Policy, after, tx.Now);
        var leavesNone = WaysToEnrol.AreNone(after, anchors);
        var own = caller.UserId is { } userId ? await tx.Factors.Of(userId) : null;
        return new PolicyDraft
        {
            Account = account,
            Kept = kept,
            Change = change,
            LeavesNobodyAWay = leavesNone,
            Refused =
                !Permits(caller, accountId) ? new ChangedPolicy.NotPermitted()
                : seenVersion is { } seen && seen != kept.Version ? new ChangedPolicy.Conflict(kept)
                // Where it was so before, other settings can still be changed; more is not asked of anybody.
                : leavesNone && (change.Tightens || change.AsksForMore || !WaysToEnrol.AreNone(kept.Policy, anchors))
                    ? new ChangedPolicy.NobodyCanEnrol()
                : own is null ? null
                : ReasonToRefuse(change, own),
        };
    }

    /// <summary>How many of these users' programs no longer get in by the password.</summary>
    public static int PasswordsEnded(PolicyChange change, IReadOnlyList<UserListRow> users)
    {
        var after = change.Afterwards;
        return users.Count(user =>
            user.IsOpenToPrograms
            && IsOpen(user, change.Before, change.DemandBefore(user.Facts))
            && !IsOpen(user, change.After, after(user.Facts))
        );

        bool IsOpen(UserListRow user, Policy policy, Demand demand) =>
            ApiPassword.Deny(
                policy.PasswordOnApi,
                ApiPassword.EndedAt(user.Programs, change.Account.Decision, change.Installation, demand),
                demand,
                user.Factors
            )
                is null;
    }

    /// <summary>Whoever makes it needs a security key to go on.</summary>
    public static bool AsksForAKey(Policy policy) =>
        policy.RequiredStrength == RequiredStrength.PhishingResistant || !policy.Methods.Contains(Method.App);

    private static bool Permits(Caller caller, string accountId) =>
        caller.May(Permission.UpdatePolicy) && (caller.AccountId == accountId || caller.UserId is null);

    private static ChangedPolicy? ReasonToRefuse(PolicyChange change, Factors own)
    {
        var asksOthersFirst = change.Before.AdministratorNeedsMfa || change.After.AdministratorNeedsMfa;
        if (change.SwitchesOn && asksOthersFirst && !own.MfaOn)
            return new ChangedPolicy.NeedsOwnMfa();
        return AsksForAKey(change.After) && !AsksForAKey(change.Before) && !own.HasPhishingResistant
            ? new ChangedPolicy.WouldLockOut()
            : null;
    }
}
