using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables;

public sealed class AccountTable(Transaction tx)
{
    public Task<Account?> Find(string id) => tx.One<Account>("SELECT * FROM accounts WHERE id = @id", new { id });

    public Task<Account?> FindByHandle(string handle) =>
        tx.One<Account>("SELECT * FROM accounts WHERE handle = @handle", new { handle });

    public Task<Account?> FindByHost(string host) =>
        tx.One<Account>("SELECT a.* FROM accounts a JOIN host_names h ON h.account_id = a.id WHERE h.host = @host", new { host });

    /// <summary>The account when the installation has exactly one: then every page is its page.</summary>
    public async Task<Account?> FindOnly() =>
        await tx.Many<Account>("SELECT * FROM accounts ORDER BY created_at LIMIT 2") is [var only] ? only : null;

    public Task<IReadOnlyList<Account>> All() => tx.Many<Account>("SELECT * FROM accounts ORDER BY handle");

    /// <summary>The next one in the order of the ids; null where there is none.</summary>
    public Task<Account?> After(string id) =>
        tx.One<Account>("SELECT * FROM accounts WHERE id > @id ORDER BY id LIMIT 1", new { id });

    /// <summary>Held while its administrators are counted, so that two removals at once do not leave none.</summary>
    public Task<string?> Lock(string id) =>
        tx.Scalar<string>("SELECT id FROM accounts WHERE id = @id" + tx.ForUpdate, new { id });

    public Task<int> Add(Account account) =>
        tx.Execute(
            """
            INSERT INTO accounts (id, handle, name, parent_id, support_contact, issuer_label, created_at)
            VALUES (@Id, @Handle, @Name, @ParentId, @SupportContact, @IssuerLabel, @CreatedAt)
            """,
            account
        );

    public Task<int> Change(Account account) =>
        tx.Execute(
            "UPDATE accounts SET name = @Name, support_contact = @SupportContact, issuer_label = @IssuerLabel WHERE id = @Id",
            account
        );

    /// <summary>Every host name of every account.</summary>
    public Task<IReadOnlyList<AccountHost>> Hosts() => tx.Many<AccountHost>("SELECT * FROM host_names ORDER BY host");

    /// <summary>The host names by which an account's people come, in the order in which it got them; empty where they come by the installation's.</summary>
    public Task<IReadOnlyList<AccountHost>> HostsOf(string accountId) =>
        tx.Many<AccountHost>(
            "SELECT * FROM host_names WHERE account_id = @accountId ORDER BY COALESCE(added_at, 0), host",
            new { accountId }
        );

    /// <summary>0 when this account or another one has that host name.</summary>
    public Task<int> AddHost(string accountId, string host) =>
        tx.Execute(
            "INSERT INTO host_names (host, account_id, added_at) VALUES (@host, @accountId, @Now) ON CONFLICT (host) DO NOTHING",
            new
            {
                host,
                accountId,
                tx.Now,
            }
        );

    /// <summary>0 when the account does not have it.</summary>
    public Task<int> RemoveHost(string accountId, string host) =>
        tx.Execute("DELETE FROM host_names WHERE host = @host AND account_id = @accountId", new { host, accountId });
}
