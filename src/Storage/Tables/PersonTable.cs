using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables;

/// <summary>Everything about a user by which a request is judged.</summary>
public sealed record KnownPerson(User User, Account Account, KeptPolicy Policy, InstallationRow Installation, Factors Factors);

/// <summary>People as every request of a session meets them: by one statement, since each further one is a way to PostgreSQL and back.</summary>
public sealed class PersonTable(Transaction tx)
{
    private const string Statement = $"""
        SELECT {UserTable.WithRole}, a.*, p.account_id, p.version, p.settings, p.required_since, i.*, {FactorTable.Counts}
        FROM users JOIN accounts a ON a.id = users.account_id JOIN policies p ON p.account_id = a.id CROSS JOIN installation i
        WHERE users.id = @userId
        """;

    public Task<KnownPerson?> Find(string userId) =>
        tx.One<User, Account, PolicyRow, InstallationRow, FactorRow, KnownPerson>(
            Statement,
            static (user, account, policy, installation, factors) =>
                new KnownPerson(user, account, policy.Kept, installation, factors.Factors),
            new { userId },
            splitOn: "id,account_id,id,apps"
        );
}
