using Sallyport.Core.Accounts;
using Sallyport.Core.SignIn;

namespace Sallyport.Storage.Tables;

/// <summary>Everything about a user by which a request is judged.</summary>
public sealed record KnownPerson(User User, Account Account, KeptPolicy Policy, InstallationRow Installation, Factors Factors);

/// <summary>Whom the cookie of an application's host stands for.</summary>
public sealed record ForwardedPerson(string TokenDigest, string Host, Session Session, KnownPerson Person);

/// <summary>People as every request of a session meets them: by one statement, since each further one is a way to PostgreSQL and back.</summary>
public sealed class PersonTable(Transaction tx)
{
    private const string Columns = $"{UserTable.WithRole}, a.*, {PolicyTable.Columns}, i.*, {FactorTable.Counts}";

    private const string Surroundings =
        "JOIN accounts a ON a.id = users.account_id JOIN policies p ON p.account_id = a.id CROSS JOIN installation i";

    /// <summary>The same for a statement that reads more beside it: columns, and where they come from.</summary>
    internal const string People = Columns;

    /// <inheritdoc cref="People"/>
    internal const string Places = $"users {Surroundings}";

    public Task<KnownPerson?> Find(string userId) =>
        tx.One<User, Account, PolicyRow, InstallationRow, FactorRow, KnownPerson>(
            $"SELECT {Columns} FROM users {Surroundings} WHERE users.id = @userId",
            static (user, account, policy, installation, factors) =>
                new KnownPerson(user, account, policy.Kept, installation, factors.Factors),
            new { userId },
            splitOn: "id,account_id,id,apps"
        );

    /// <summary>By cookies of applications' hosts, in no order. For some of them there may be nobody.</summary>
    public Task<IReadOnlyList<ForwardedPerson>> FindForwarded(IReadOnlyCollection<string> tokenDigests) =>
        tx.Many<ForwardRow, Session, User, Account, PolicyRow, InstallationRow, FactorRow, ForwardedPerson>(
            $"""
            SELECT f.token_digest, f.host, s.*, {Columns}
            FROM {ForwardTable.Sessions} JOIN users ON users.id = s.user_id {Surroundings}
            WHERE f.token_digest {tx.IsAmong("tokenDigests")}
            """,
            static (cookie, session, user, account, policy, installation, factors) =>
                new ForwardedPerson(
                    cookie.TokenDigest,
                    cookie.Host,
                    session,
                    new KnownPerson(user, account, policy.Kept, installation, factors.Factors)
                ),
            new { tokenDigests },
            splitOn: "id,id,id,account_id,id,apps"
        );

    private sealed class ForwardRow
    {
        public required string TokenDigest { get; init; }
        public required string Host { get; init; }
    }
}
