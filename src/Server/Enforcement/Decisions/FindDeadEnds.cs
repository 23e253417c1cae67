using Sallyport.Core.SecurityKeys;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement.Decisions;

/// <summary>Finds the accounts whose policy leaves nobody a way to enrol. Such a policy is refused today; a version before took it, and metadata of keys may go.</summary>
public static class FindDeadEnds
{
    /// <summary>Their handles.</summary>
    public static async Task<IReadOnlyList<string>> In(Transaction tx, TrustAnchors anchors)
    {
        var policies = await tx.Policies.All();
        return
        [
            .. (await tx.Accounts.All())
                .Where(account => WaysToEnrol.AreNone(policies[account.Id].Policy, anchors))
                .Select(account => account.Handle),
        ];
    }
}
