using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

public enum LinkPurpose
{
    SetUp,
    FirstPassword,
    ForgottenPassword,

    /// <summary>In a notice: freezes its reader's account.</summary>
    Freeze,
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

    public bool IsOpen(DateTimeOffset now) => SpentAt is null && !IsOver(now);

    /// <summary>By time: nobody has spent it.</summary>
    public bool IsOver(DateTimeOffset now) => now >= ExpiresAt || StoredTime.IsWrong(CreatedAt, now);
}

public sealed class OneTimeLinkTable(Transaction tx)
{
    public async Task<OneTimeLink?> Find(string tokenDigest)
    {
        var found = await tx.One<OneTimeLink>(
            "SELECT * FROM one_time_links WHERE token_digest = @tokenDigest",
            new { tokenDigest }
        );
        if (found is { SpentAt: null } && found.IsOver(tx.Now))
            tx.StaysOver(
                "one_time_links/" + tokenDigest,
                // One that was opened anew since (Renew) has another end.
                later =>
                    later.Execute(
                        "UPDATE one_time_links SET spent_at = @Now WHERE token_digest = @tokenDigest AND spent_at IS NULL AND expires_at = @ExpiresAt",
                        new
                        {
                            tokenDigest,
                            found.ExpiresAt,
                            later.Now,
                        }
                    )
            );
        return found;
    }

    public Task<int> Add(OneTimeLink link) =>
        tx.Execute(
            """
            INSERT INTO one_time_links (token_digest, purpose, user_id, created_at, expires_at, allowance)
            VALUES (@TokenDigest, @purpose, @UserId, @CreatedAt, @ExpiresAt, @Allowance)
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

    /// <summary>Ends the links by which a user could choose a password: a new password, or an administrator's link, makes the older ones worthless.</summary>
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

    /// <summary>How many were asked for on this allowance since then, spent or not: the limit of mailed links. Those of a clock that ran ahead do not count until it has come true.</summary>
    public async Task<long> CountSince(string userId, string allowance, DateTimeOffset since) =>
        await tx.Scalar<long>(
            "SELECT COUNT(*) FROM one_time_links WHERE user_id = @userId AND allowance = @allowance AND created_at >= @since AND created_at <= @latest",
            new
            {
                userId,
                allowance,
                since,
                latest = StoredTime.Latest(tx.Now),
            }
        );

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM one_time_links WHERE expires_at < @before", new { before });
}
