using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts;

/// <summary>A user's factors and what is demanded of the user, read together.</summary>
public sealed record MfaState(Factors Factors, Demand Demand, KeptPolicy Kept)
{
    public Policy Policy => Kept.Policy;

    public static async Task<MfaState> Read(Transaction tx, User user, Account account) =>
        Of(
            new KnownPerson(
                user,
                account,
                await tx.Policies.Of(account.Id),
                await tx.Installation.Get(),
                await tx.Factors.Of(user.Id)
            ),
            tx.Now
        );

    /// <summary>Of what was read already.</summary>
    public static MfaState Of(KnownPerson person, DateTimeOffset now)
    {
        var facts = new AccountFacts(person.Account.CreatedAt, person.Policy.RequiredSince);
        var demand = Demand.Of(person.Installation.Rule, person.Policy.Policy, facts, UserFacts.Of(person.User), now);
        return new MfaState(person.Factors, demand, person.Policy);
    }
}
