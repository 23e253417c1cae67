namespace Sallyport.Storage.Tables.Decisions;

/// <summary>What is left to do of decisions about requirements. What is demanded does not depend on it.</summary>
public sealed class DecisionTable(Transaction tx)
{
    /// <summary>Leaves work to be done. What is left of an earlier decision of the same account, or of the installation, is left undone: this one stands.</summary>
    /// <param name="accountId">Null: the installation's.</param>
    /// <param name="version">The policy's that it made; 0: the installation's.</param>
    /// <param name="mails">Those who are asked to enrol are mailed.</param>
    public async Task Add(string? accountId, long version, bool mails)
    {
        await tx.Execute(
            "UPDATE decisions SET ended_at = @Now WHERE ended_at IS NULL AND COALESCE(account_id, '') = COALESCE(@accountId, '')",
            new { accountId, tx.Now }
        );
        await tx.Execute(
            """
            INSERT INTO decisions (id, account_id, version, decided_at, decided_by, mails, next_account, next_user, mailed, passwords_ended)
            VALUES (@id, @accountId, @version, @Now, @Name, @mails, '', '', 0, 0)
            """,
            new
            {
                id = tx.Random.Id(),
                accountId,
                version,
                tx.Now,
                tx.Caller.Name,
                mails = mails ? 1 : 0,
            }
        );
    }

    // A later one stands, and what was done by then is still to be told.
    private const string IsOpen = "(ended_at IS NULL OR mailed + passwords_ended > 0)";

    /// <summary>The oldest first.</summary>
    public Task<IReadOnlyList<DecisionRow>> Open() =>
        tx.Many<DecisionRow>($"SELECT * FROM decisions WHERE {IsOpen} ORDER BY decided_at, id");

    /// <summary>This one, for the one node that gets it; null where another node has it, it is done, or a later one stands. Behind its account's lock.</summary>
    public Task<DecisionRow?> Take(string id) =>
        tx.One<DecisionRow>($"SELECT * FROM decisions WHERE id = @id AND {IsOpen}{tx.ForUpdateOfFree}", new { id });

    public Task<int> Note(DecisionRow decision) =>
        tx.Execute(
            """
            UPDATE decisions SET next_account = @NextAccount, next_user = @NextUser, mailed = @Mailed, passwords_ended = @PasswordsEnded, ended_at = @EndedAt
            WHERE id = @Id
            """,
            decision
        );

    /// <summary>Those that ended before then.</summary>
    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM decisions WHERE ended_at < @before", new { before });
}
