using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
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
    public static async Task<PolicyDraft> Read(
        Transaction tx,
        Caller caller,
        string accountId,
        long? seenVersion,
        IReadOnlyDictionary<string, string> words
    )
    {
        var account = (await tx.Accounts.Find(accountId))!;
        var kept = await tx.Policies.Of(accountId);
        var after = words.Aggregate(kept.Policy, (policy, word) => PolicySettings.Find(word.Key)!.Write(policy, word.Value)!);
        var rule = (await tx.Installation.Get()).Rule;
        var change = new PolicyChange(rule, account.CreatedAt, kept.RequiredSince, kept.Policy, after, tx.Now);
        var own = caller.UserId is { } userId ? await tx.Factors.Of(userId) : null;
        return new PolicyDraft
        {
            Account = account,
            Kept = kept,
            Change = change,
            Refused =
                !Permits(caller, accountId) ? new ChangedPolicy.NotPermitted()
                : seenVersion is { } seen && seen != kept.Version ? new ChangedPolicy.Conflict(kept)
                : own is null ? null
                : ReasonToRefuse(change, own),
        };
    }

    /// <summary>Every active user whom the policy after would ask to enrol: those without what it asks for.</summary>
    public async Task<IReadOnlyList<UserListRow>> Reached(Transaction tx) =>
        [.. (await tx.UserList.Active(Account.Id)).Where(row => Change.Reaches(FactsOf(row), row.Factors))];

    /// <summary>How many active users' programs would no longer get in by the password.</summary>
    public async Task<int> PasswordsEnded(Transaction tx) =>
        (await tx.UserList.Active(Account.Id)).Count(row => row.IsOpenToPrograms && EndsPasswordOf(row));

    private bool EndsPasswordOf(UserListRow row)
    {
        var (facts, ended) = (FactsOf(row), row.ApiPasswordEndedAt);
        return ApiPassword.Deny(Change.Before.PasswordOnApi, ended, Change.DemandBefore(facts), row.Factors) is null
            && ApiPassword.Deny(Change.After.PasswordOnApi, ended, Change.DemandAfter(facts), row.Factors) is not null;
    }

    /// <summary>A security key is demanded, and nobody may register one.</summary>
    public static bool AsksForTheImpossible(Policy policy) =>
        policy.RequiredStrength == RequiredStrength.PhishingResistant && !policy.Methods.Contains(Method.SecurityKey);

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

    private static UserFacts FactsOf(UserListRow row) => new(row.Requirement, row.RequiredSince, row.GraceEndsAt);
}
