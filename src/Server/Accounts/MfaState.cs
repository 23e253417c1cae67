using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts;

/// <summary>A user's factors and what is demanded of the user, read together.</summary>
public sealed record MfaState(Factors Factors, Demand Demand, KeptPolicy Kept)
{
    public Policy Policy => Kept.Policy;

    public static async Task<MfaState> Read(Transaction tx, User user, Account account)
    {
        var kept = await tx.Policies.Of(account.Id);
        var installation = await tx.Installation.Get();
        var facts = new AccountFacts(account.CreatedAt, kept.RequiredSince);
        var demand = Demand.Of(installation.Rule, kept.Policy, facts, UserFacts.Of(user), tx.Now);
        return new MfaState(await tx.Factors.Of(user.Id), demand, kept);
    }
}
