using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables;

/// <summary>Applications behind proxies that ask who may pass.</summary>
public sealed class ApplicationTable(Transaction tx)
{
    public Task<Application?> FindByHost(string host) =>
        tx.One<Application>("SELECT * FROM applications WHERE host = @host", new { host });

    /// <summary>The application, if this account has it. Ids of other accounts are not found.</summary>
    public Task<Application?> FindIn(string accountId, string id) =>
        tx.One<Application>("SELECT * FROM applications WHERE id = @id AND account_id = @accountId", new { id, accountId });

    public Task<IReadOnlyList<Application>> Of(string accountId) =>
        tx.Many<Application>("SELECT * FROM applications WHERE account_id = @accountId ORDER BY host", new { accountId });

    /// <summary>0 when the host is registered already.</summary>
    public Task<int> Add(Application application) =>
        tx.Execute(
            """
            INSERT INTO applications (id, account_id, host, port, created_at) VALUES (@Id, @AccountId, @Host, @Port, @CreatedAt)
            ON CONFLICT DO NOTHING
            """,
            application
        );

    /// <summary>With everything that was opened at it. 0 when somebody was faster.</summary>
    public async Task<int> Remove(Application application)
    {
        await tx.Execute("DELETE FROM forward_codes WHERE host = @Host", application);
        await tx.Execute("DELETE FROM forward_sessions WHERE host = @Host", application);
        return await tx.Execute("DELETE FROM applications WHERE id = @Id", application);
    }
}
