using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>
/// Recovery codes that come with a factor which is being set up (RECOV-2): shown beside it and waiting for it (<c>beforePairing</c>), or shown when it counts.
/// The form that makes the factor count carries <see cref="ShownCodes.Ids"/>: only codes that the person has seen begin to work.
/// </summary>
public sealed class HandOutCodes(IssueRecoveryCodes issue)
{
    /// <summary>Which kinds to show beside the factor; none where codes come afterwards, or where the user has some (RECOV-3).</summary>
    public static async Task<IReadOnlyList<RecoverySetKind>> KindsBefore(Transaction tx, string userId, Policy policy) =>
        policy.CodesShown == CodesShown.BeforePairing && (await tx.Recovery.ActiveSets(userId)).Count == 0
            ? PrepareRecoveryCodes.KindsOf(policy)
            : [];

    /// <summary>Which kinds to show when the factor counts; none where there are codes, be it such that wait.</summary>
    public static async Task<IReadOnlyList<RecoverySetKind>> KindsAfter(Transaction tx, string userId, Policy policy) =>
        await tx.Recovery.HasAny(userId) ? [] : PrepareRecoveryCodes.KindsOf(policy);

    /// <summary>Writes sets that wait for the factor, in place of those that were shown before. The answer is what to show.</summary>
    /// <param name="tx">In which the user is locked.</param>
    /// <param name="user">Whose.</param>
    /// <param name="sets">Hashed before the transaction.</param>
    public async Task<IReadOnlyList<PreparedSet>> Wait(Transaction tx, User user, IReadOnlyList<PreparedSet> sets)
    {
        if ((await tx.Recovery.ActiveSets(user.Id)).Count > 0)
            return [];
        await tx.Recovery.RemovePending(user.Id);
        await issue.Issue(tx, user, sets, areActive: false);
        return sets;
    }

    /// <summary>
    /// Whether the person has seen the codes that would begin to work, and none that would not: opening the page again makes a new set, and a form of the older page must
    /// not activate it. Asked behind the lock on the user, before anything is spent.
    /// </summary>
    /// <param name="tx">In which the user is locked.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="shown">As posted: <see cref="ShownCodes.Ids"/>.</param>
    public static async Task<bool> HasSeen(Transaction tx, string userId, string shown)
    {
        var seen = Split(shown);
        var kept = await tx.Recovery.Sets(userId);
        return kept.Where(set => set.ActivatedAt is null).All(set => seen.Contains(set.Id))
            && seen.All(id => kept.Any(set => set.Id == id));
    }

    /// <summary>The factor counts: what waited begins to work. The answer is what to show: nothing where the codes were shown before, or where another request was quicker.</summary>
    /// <param name="tx">In which the user is locked and has the factor.</param>
    /// <param name="user">Whose.</param>
    /// <param name="sets">Hashed before the transaction, by <see cref="KindsAfter"/>.</param>
    /// <param name="areSaved">The person says that the codes shown before are saved.</param>
    public async Task<IReadOnlyList<PreparedSet>> Activate(
        Transaction tx,
        User user,
        IReadOnlyList<PreparedSet> sets,
        bool areSaved
    )
    {
        await tx.Recovery.Activate(user.Id, tx.Now);
        if ((await tx.Recovery.ActiveSets(user.Id)).Count == 0)
        {
            await issue.Issue(tx, user, sets, areActive: true);
            return sets;
        }
        if (areSaved)
            await ConfirmSaved.MarkOf(tx, user.Id, user.Login, user.AccountId);
        return [];
    }

    internal static IReadOnlyList<string> Split(string shown) =>
        shown.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
