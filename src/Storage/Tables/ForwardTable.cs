using Sallyport.Core.ForwardAuth;
using Sallyport.Core.SignIn;

namespace Sallyport.Storage.Tables;

/// <summary>How sessions reach the hosts of applications: one-time codes, and what the cookies there stand for.</summary>
public sealed class ForwardTable(Transaction tx)
{
    /// <summary>The cookies <c>f</c> with their sessions <c>s</c>, as long as the host is registered for the session's account.</summary>
    internal const string Sessions = """
        forward_sessions f JOIN sessions s ON s.id = f.session_id JOIN applications host ON host.host = f.host AND host.account_id = s.account_id
        """;

    public Task<int> AddCode(ForwardCode code) =>
        tx.Execute(
            """
            INSERT INTO forward_codes (digest, session_id, host, starter_digest, return_to, ends_at)
            VALUES (@Digest, @SessionId, @Host, @StarterDigest, @ReturnTo, @EndsAt)
            """,
            code
        );

    /// <summary>Spends it whatever comes of it: who shows it to the wrong host, or in another browser, has used it up. Null for all but the one that was first.</summary>
    public Task<ForwardCode?> SpendCode(string digest) =>
        tx.One<ForwardCode>("DELETE FROM forward_codes WHERE digest = @digest RETURNING *", new { digest });

    /// <summary>One for each session and host: a second one takes the place of the first.</summary>
    public Task<int> Open(string tokenDigest, string sessionId, string host, DateTimeOffset now) =>
        tx.Execute(
            """
            INSERT INTO forward_sessions (token_digest, session_id, host, created_at) VALUES (@tokenDigest, @sessionId, @host, @now)
            ON CONFLICT (session_id, host) DO UPDATE SET token_digest = EXCLUDED.token_digest, created_at = EXCLUDED.created_at
            """,
            new
            {
                tokenDigest,
                sessionId,
                host,
                now,
            }
        );

    /// <summary>The session behind a cookie of that host.</summary>
    public Task<Session?> FindSession(string tokenDigest, string host) =>
        tx.One<Session>(
            $"SELECT s.* FROM {Sessions} WHERE f.token_digest = @tokenDigest AND f.host = @host",
            new { tokenDigest, host }
        );

    public Task<int> Forget(DateTimeOffset now) => tx.Execute("DELETE FROM forward_codes WHERE ends_at < @now", new { now });
}
