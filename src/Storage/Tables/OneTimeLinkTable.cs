using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

public enum LinkPurpose
{
    SetUp,
    FirstPassword,
    ForgottenPassword,

    /// <summary>In a notice: freezes its reader's account.</summary>
    Freeze,

    /// <summary>To a new address: makes it the user's.</summary>
    ConfirmEmail,
}

public sealed class OneTimeLink
{
    public required string TokenDigest { get; init; }
    public required LinkPurpose Purpose { get; init; }
    public string? UserId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? SpentAt { get; init; }

    /// <summary>On whose allowance it was counted; null: nobody asked for it at the sign-in page.</summary>
    public string? Allowance { get; init; }

    /// <summary>The canonical address to which it went; null: it was made before this was kept.</summary>
    public string? MailedTo { get; init; }

    public bool IsOpen(DateTimeOffset now) => SpentAt is null && now < ExpiresAt;
}

public sealed class OneTimeLinkTable(Transaction tx)
{
    public Task<OneTimeLink?> Find(string tokenDigest) =>
        tx.One<OneTimeLink>("SELECT * FROM one_time_links WHERE token_digest = @tokenDigest", new { tokenDigest });

    public Task<int> Add(OneTimeLink link) =>
        tx.Execute(
            """
            INSERT INTO one_time_links (token_digest, purpose, user_id, created_at, expires_at, allowance, mailed_to)
            VALUES (@TokenDigest, @purpose, @UserId, @CreatedAt, @ExpiresAt, @Allowance, @MailedTo)
            ON CONFLICT (token_digest) DO NOTHING
            """,
            new
            {
                link.TokenDigest,
                purpose = Words.Camel(link.Purpose),
                link.UserId,
                link.CreatedAt,
                link.ExpiresAt,
                link.Allowance,
                link.MailedTo,
            }
        );

    /// <summary>Adds it, or opens it anew where the same token was given before (an operator's fixed set-up token at the next start).</summary>
    public async Task Renew(OneTimeLink link)
    {
        await tx.Execute("DELETE FROM one_time_links WHERE token_digest = @TokenDigest", new { link.TokenDigest });
        await Add(link);
    }

    /// <summary>True for the one request that used it in time.</summary>
    public async Task<bool> Spend(string tokenDigest, DateTimeOffset now) =>
        await tx.Execute(
            "UPDATE one_time_links SET spent_at = @now WHERE token_digest = @tokenDigest AND spent_at IS NULL AND expires_at > @now",
            new { tokenDigest, now }
        ) == 1;

    /// <summary>Ends the links by which a user could choose a password: another address, or an administrator's link, makes the older ones worthless.</summary>
    public Task<int> EndForPassword(string userId, DateTimeOffset now) =>
        tx.Execute(
            """
            UPDATE one_time_links SET spent_at = @now
            WHERE user_id = @userId AND purpose IN ('firstPassword', 'forgottenPassword') AND spent_at IS NULL
            """,
            new { userId, now }
        );

    /// <summary>Ends the change of address that waits. 0 where none did.</summary>
    public Task<int> EndForEmail(string userId, DateTimeOffset now) =>
        tx.Execute(
            """
            UPDATE one_time_links SET spent_at = @now
            WHERE user_id = @userId AND purpose = 'confirmEmail' AND spent_at IS NULL AND expires_at > @now
            """,
            new { userId, now }
        );

    /// <summary>
    /// Ends everything that lies in mailboxes for a user and could help a thief: links by which a password is chosen, and the change of address that waits. Not those
    /// that freeze.
    /// </summary>
    public Task<int> EndOf(string userId, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE one_time_links SET spent_at = @now WHERE user_id = @userId AND purpose <> 'freeze' AND spent_at IS NULL",
            new { userId, now }
        );

    public Task<int> EndPurpose(LinkPurpose purpose, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE one_time_links SET spent_at = @now WHERE purpose = @purpose AND spent_at IS NULL",
            new { purpose = Words.Camel(purpose), now }
        );

    /// <summary>How many were asked for on this allowance since then, spent or not: the limit of mailed links.</summary>
    public async Task<long> CountSince(string userId, string allowance, DateTimeOffset since) =>
        await tx.Scalar<long>(
            "SELECT COUNT(*) FROM one_time_links WHERE user_id = @userId AND allowance = @allowance AND created_at >= @since",
            new
            {
                userId,
                allowance,
                since,
            }
        );

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM one_time_links WHERE expires_at < @before", new { before });
}
