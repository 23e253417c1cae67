using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts;

/// <summary>A user's factors and what is demanded of the user, read together.</summary>
/// <param name="Factors">What there is.</param>
/// <param name="Demand">What is demanded.</param>
/// <param name="Kept">The policy that says so.</param>
/// <param name="PasswordEndedAt">When the password for programs ended under <c>untilKeyOrMfa</c>; null: it has not.</param>
public sealed record MfaState(Factors Factors, Demand Demand, KeptPolicy Kept, DateTimeOffset? PasswordEndedAt)
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
        var (rule, kept) = (person.Installation.Rule, person.Policy);
        var facts = new AccountFacts(person.Account.CreatedAt, kept.Decision);
        var demand = Demand.Of(rule, kept.Policy, facts, UserFacts.Of(person.User, person.Factors), now);
        return new MfaState(
            person.Factors,
            demand,
            kept,
            ApiPassword.EndedAt(ProgramsFacts.Of(person.User), kept.Decision, rule, demand)
        );
    }
}
