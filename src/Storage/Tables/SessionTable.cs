using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;

namespace Sallyport.Storage.Tables;

public sealed class SessionTable(Transaction tx)
{
    public Task<Session?> Find(string tokenDigest) =>
        tx.One<Session>("SELECT * FROM sessions WHERE token_digest = @tokenDigest", new { tokenDigest });

    /// <summary>It was found over by time: it stays so, unless somebody has used it since.</summary>
    public void StaysOver(Session session) =>
        tx.StaysOver(
            "sessions/" + session.Id,
            later =>
                later.Execute(
                    """
                    UPDATE sessions SET ended_at = @Now
                    WHERE id = @Id AND ended_at IS NULL AND last_seen_at = @LastSeenAt AND ends_at = @EndsAt
                    """,
                    new
                    {
                        session.Id,
                        session.LastSeenAt,
                        session.EndsAt,
                        later.Now,
                    }
                )
        );

    /// <summary>Those that have not ended and have not run out, newest use first. Idle time is the caller's to apply.</summary>
    public Task<IReadOnlyList<Session>> Running(string userId, DateTimeOffset now) =>
        tx.Many<Session>(
            "SELECT * FROM sessions WHERE user_id = @userId AND ended_at IS NULL AND ends_at > @now ORDER BY last_seen_at DESC",
            new { userId, now }
        );

    /// <summary>
    /// Whether the caller's session has not been ended meanwhile; true for callers who have none, such as the command line. Asked behind the lock on the user, because
    /// whoever ends sessions for a reason holds that lock.
    /// </summary>
    public async Task<bool> CallersIsRunning() =>
        tx.Caller.SessionId is not { } id
        || await tx.Scalar<long>("SELECT COUNT(*) FROM sessions WHERE id = @id AND ended_at IS NULL", new { id }) == 1;

    public Task<int> Add(Session session) =>
        tx.Execute(
            """
            INSERT INTO sessions (id, token_digest, door, user_id, account_id, created_at, last_seen_at, ends_at, methods, proved_at, address, user_agent, host,
                browser_id, enrolment)
            VALUES (@Id, @TokenDigest, @door, @UserId, @AccountId, @CreatedAt, @LastSeenAt, @EndsAt, @Methods, @ProvedAt, @Address, @UserAgent, @Host,
                @BrowserId, @enrolment)
            """,
            new
            {
                session.Id,
                session.TokenDigest,
                door = Words.Camel(session.Door),
                session.UserId,
                session.AccountId,
                session.CreatedAt,
                session.LastSeenAt,
                session.EndsAt,
                session.Methods,
                session.ProvedAt,
                session.Address,
                session.UserAgent,
                session.Host,
                session.BrowserId,
                enrolment = Words.Camel(session.Enrolment),
            }
        );

    /// <summary>Never brings an ended session back, and never goes backward. What somebody else writes to at this moment is left as it is: its turn comes.</summary>
    public Task<int> Touch(IReadOnlyCollection<string> ids, DateTimeOffset now) =>
        tx.Execute(
            $"""
            UPDATE sessions SET last_seen_at = @now WHERE id IN
                (SELECT id FROM sessions WHERE id {tx.IsAmong(
                "ids"
            )} AND ended_at IS NULL AND last_seen_at < @now{tx.ForUpdateOfFree})
            """,
            new { ids, now }
        );

    /// <summary>A fresh proof was given.</summary>
    public Task<int> Prove(string id, DateTimeOffset now) =>
        tx.Execute("UPDATE sessions SET proved_at = @now WHERE id = @id AND ended_at IS NULL", new { id, now });

    /// <summary>A security key was given in it, beside what it was opened by: from now on it is a session by key.</summary>
    /// <param name="id">The session.</param>
    /// <param name="key">In the words of <see cref="SignInMethods.Key"/>.</param>
    public Task<int> NoteKey(string id, string key) =>
        tx.Execute(
            """
            UPDATE sessions SET methods = methods || ' ' || @key
            WHERE id = @id AND ended_at IS NULL AND methods NOT LIKE '%hwk%' AND methods NOT LIKE '%swk%'
            """,
            new { id, key }
        );

    /// <summary>A new secret for the same session; the old one is dead at once (ASVS 7.2.4).</summary>
    public Task<int> Renew(string id, string tokenDigest) =>
        tx.Execute(
            "UPDATE sessions SET token_digest = @tokenDigest WHERE id = @id AND ended_at IS NULL",
            new { id, tokenDigest }
        );

    public Task<int> ChangeEnrolment(string id, SessionEnrolment enrolment) =>
        tx.Execute("UPDATE sessions SET enrolment = @enrolment WHERE id = @id", new { id, enrolment = Words.Camel(enrolment) });

    public async Task<bool> End(string userId, string id, DateTimeOffset now) =>
        await tx.Execute(
            "UPDATE sessions SET ended_at = @now WHERE id = @id AND user_id = @userId AND ended_at IS NULL",
            new
            {
                id,
                userId,
                now,
            }
        ) == 1;

    /// <summary>Ends every session of the user but one (or none), those too that are over by the clock, which may be wrong. How many others were running is the answer.</summary>
    public Task<int> EndOthers(string userId, string? butId, DateTimeOffset now) =>
        EndAll(
            "user_id = @userId AND id <> @but",
            new
            {
                userId,
                but = butId ?? "",
                now,
            },
            now
        );

    /// <summary>Ends the user's sessions that a trusted browser opened without a second factor; how many ended is the answer.</summary>
    public Task<int> EndTrusted(string userId, string browserId, string butId, DateTimeOffset now) =>
        EndAll(
            "user_id = @userId AND browser_id = @browserId AND methods = @methods AND id <> @butId",
            new
            {
                userId,
                browserId,
                methods = SignInMethods.TrustedBrowser,
                butId,
                now,
            },
            now
        );

    /// <summary>Ends what was over by an account's idle time, before that time is raised: nothing comes back to life by it.</summary>
    public Task<int> EndIdle(string accountId, DateTimeOffset lastSeenBy, DateTimeOffset now) =>
        EndAll(
            "account_id = @accountId AND last_seen_at <= @lastSeenBy",
            new
            {
                accountId,
                lastSeenBy,
                now,
            },
            now
        );

    private async Task<int> EndAll(string which, object parameters, DateTimeOffset now) =>
        (
            await tx.Many<long>(
                $"UPDATE sessions SET ended_at = @now WHERE {which} AND ended_at IS NULL RETURNING ends_at",
                parameters
            )
        ).Count(end => end > now.ToUnixTimeMilliseconds());

    /// <summary>Brings the absolute end of an account's sessions forward to a shorter life; never back.</summary>
    public Task<int> Shorten(string accountId, TimeSpan total) =>
        tx.Execute(
            "UPDATE sessions SET ends_at = created_at + @total WHERE account_id = @accountId AND ended_at IS NULL AND ends_at > created_at + @total",
            new { accountId, total = (long)total.TotalMilliseconds }
        );

    public Task<int> Forget(DateTimeOffset before) => tx.Execute("DELETE FROM sessions WHERE ends_at < @before", new { before });
}
