using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables;

/// <summary>Changes of mail addresses. Whether one still waits is in its link: what ends a user's links ends it too.</summary>
public sealed class EmailChangeTable(Transaction tx)
{
    public Task<int> Add(EmailChange change) =>
        tx.Execute(
            """
            INSERT INTO email_changes (id, user_id, email, former_email, asked_by, asked_at, token_digest, confirmed_at)
            VALUES (@Id, @UserId, @Email, @FormerEmail, @AskedBy, @AskedAt, @TokenDigest, @ConfirmedAt)
            """,
            change
        );

    /// <summary>The one that waits for the new address; null: none does.</summary>
    public Task<EmailChange?> PendingOf(string userId, DateTimeOffset now) =>
        tx.One<EmailChange>(
            """
            SELECT c.* FROM email_changes c JOIN one_time_links l ON l.token_digest = c.token_digest
            WHERE c.user_id = @userId AND c.confirmed_at IS NULL AND l.spent_at IS NULL AND l.expires_at > @now
            ORDER BY c.asked_at DESC LIMIT 1
            """,
            new { userId, now }
        );

    public Task<EmailChange?> FindByLink(string tokenDigest) =>
        tx.One<EmailChange>("SELECT * FROM email_changes WHERE token_digest = @tokenDigest", new { tokenDigest });

    public Task<int> Confirm(string id, string formerEmail, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE email_changes SET confirmed_at = @now, former_email = @formerEmail WHERE id = @id AND confirmed_at IS NULL",
            new
            {
                id,
                formerEmail,
                now,
            }
        );

    /// <summary>Those that were confirmed since then, the newest last.</summary>
    public Task<IReadOnlyList<EmailChange>> ConfirmedSince(string userId, DateTimeOffset since) =>
        tx.Many<EmailChange>(
            "SELECT * FROM email_changes WHERE user_id = @userId AND confirmed_at >= @since ORDER BY confirmed_at, asked_at",
            new { userId, since }
        );

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM email_changes WHERE asked_at < @before", new { before });
}
