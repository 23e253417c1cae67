using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables;

/// <summary>How many users have a role; those who were removed are not counted.</summary>
public sealed record RoleUse(string Role, long Users);

/// <summary>The roles that accounts made. Whoever gives one to a user, or deletes one, holds the account's row.</summary>
public sealed class RoleTable(Transaction tx)
{
    public Task<IReadOnlyList<Role>> Of(string accountId) =>
        tx.Many<Role>("SELECT * FROM roles WHERE account_id = @accountId ORDER BY canonical_name", new { accountId });

    /// <summary>The role, if this account has it. Ids of other accounts are not found.</summary>
    public Task<Role?> FindIn(string accountId, string id) =>
        tx.One<Role>("SELECT * FROM roles WHERE id = @id AND account_id = @accountId", new { id, accountId });

    public Task<Role?> FindByName(string accountId, string canonicalName) =>
        tx.One<Role>(
            "SELECT * FROM roles WHERE account_id = @accountId AND canonical_name = @canonicalName",
            new { accountId, canonicalName }
        );

    /// <summary>What a user of this account can be given by that id: built in, or one of its own.</summary>
    public async Task<GrantedRole?> Grantable(string accountId, string id) =>
        BuiltInRole.Find(id) ?? (await FindIn(accountId, id) is { } own ? GrantedRole.Of(own) : null);

    public Task<IReadOnlyList<RoleUse>> Uses(string accountId) =>
        tx.Many<RoleUse>(
            "SELECT role, COUNT(*) AS users FROM users WHERE account_id = @accountId AND status <> 'removed' GROUP BY role",
            new { accountId }
        );

    /// <summary>0 when the name is taken.</summary>
    public Task<int> Add(Role role) =>
        tx.Execute(
            """
            INSERT INTO roles (id, account_id, name, canonical_name, description, permissions, created_at, modified_at, version)
            VALUES (@Id, @AccountId, @Name, @CanonicalName, @Description, @Permissions, @CreatedAt, @ModifiedAt, 1)
            ON CONFLICT DO NOTHING
            """,
            role
        );

    /// <summary>0 when somebody else edited since, or when the name is taken.</summary>
    public async Task<int> Change(Role role)
    {
        var users = await tx.Many<string>("SELECT id FROM users WHERE role = @Id", role);
        tx.Tell(users.Select(id => new KeyNews.User(id)));
        return await tx.Execute(
            """
            UPDATE roles SET name = @Name, canonical_name = @CanonicalName, description = @Description, permissions = @Permissions,
                modified_at = @ModifiedAt, version = version + 1
            WHERE id = @Id AND version = @Version
              AND NOT EXISTS (SELECT 1 FROM roles o WHERE o.account_id = @AccountId AND o.canonical_name = @CanonicalName AND o.id <> @Id)
            """,
            role
        );
    }

    /// <summary>0 when somebody has it. Users who were removed do not count: they never come back.</summary>
    public Task<int> Delete(string id) =>
        tx.Execute(
            "DELETE FROM roles WHERE id = @id AND NOT EXISTS (SELECT 1 FROM users WHERE role = @id AND status <> 'removed')",
            new { id }
        );
}
