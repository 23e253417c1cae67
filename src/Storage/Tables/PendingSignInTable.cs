using Sallyport.Core.SignIn;

namespace Sallyport.Storage.Tables;

public sealed class PendingSignInTable(Transaction tx)
{
    public async Task<PendingSignIn?> Find(string tokenDigest)
    {
        var found = await tx.One<PendingSignIn>(
            "SELECT * FROM pending_sign_ins WHERE token_digest = @tokenDigest",
            new { tokenDigest }
        );
        if (found is { EndedAt: null, Id: var id } && found.IsOver(tx.Now))
            tx.StaysOver("pending_sign_ins/" + id, async later => await later.PendingSignIns.End(id, later.Now) ? 1 : 0);
        return found;
    }

    public Task<int> Add(PendingSignIn pending) =>
        tx.Execute(
            """
            INSERT INTO pending_sign_ins (id, token_digest, user_id, account_id, return_to, host, created_at, failures)
            VALUES (@Id, @TokenDigest, @UserId, @AccountId, @ReturnTo, @Host, @CreatedAt, 0)
            """,
            pending
        );

    /// <summary>Counts an attempt before it is checked. False: the limit is reached or it has ended.</summary>
    public async Task<bool> Reserve(string id) =>
        await tx.Execute(
            "UPDATE pending_sign_ins SET failures = failures + 1 WHERE id = @id AND ended_at IS NULL AND failures < @most",
            new { id, most = PendingSignIn.MostFailures }
        ) == 1;

    /// <summary>Gives an attempt back that was no guess.</summary>
    public Task<int> Refund(string id) =>
        tx.Execute("UPDATE pending_sign_ins SET failures = failures - 1 WHERE id = @id AND failures > 0", new { id });

    /// <summary>Ends it; true for the one request that did.</summary>
    public async Task<bool> End(string id, DateTimeOffset now) =>
        await tx.Execute("UPDATE pending_sign_ins SET ended_at = @now WHERE id = @id AND ended_at IS NULL", new { id, now }) == 1;

    public Task<int> EndOf(string userId, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE pending_sign_ins SET ended_at = @now WHERE user_id = @userId AND ended_at IS NULL",
            new { userId, now }
        );

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM pending_sign_ins WHERE created_at < @before", new { before });
}
