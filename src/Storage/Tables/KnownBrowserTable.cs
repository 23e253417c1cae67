using Sallyport.Core.SignIn;

namespace Sallyport.Storage.Tables;

public sealed class KnownBrowserTable(Transaction tx)
{
    // The cookie's secret is made anew when trust is granted, so that the row is as old as the trust.
    private const string Trusts = """
        SELECT id AS browser_id, first_seen_at AS granted_at, trusted_until AS until, last_seen_at,
            COALESCE((SELECT user_agent FROM sessions WHERE user_id = @userId AND browser_id = known_browsers.id ORDER BY last_seen_at DESC LIMIT 1), '')
                AS user_agent
        FROM known_browsers
        WHERE user_id = @userId AND trusted_until > @now
        """;

    public async Task<bool> Knows(string id, string userId) =>
        await tx.Scalar<long>("SELECT COUNT(*) FROM known_browsers WHERE id = @id AND user_id = @userId", new { id, userId })
        == 1;

    public async Task<bool> KnowsAny(string userId) =>
        await tx.Scalar<long>("SELECT COUNT(*) FROM known_browsers WHERE user_id = @userId", new { userId }) > 0;

    public Task<IReadOnlyList<string>> Of(string userId) =>
        tx.Many<string>("SELECT id FROM known_browsers WHERE user_id = @userId", new { userId });

    public Task<int> Remember(string id, string userId, DateTimeOffset now) =>
        tx.Execute(
            """
            INSERT INTO known_browsers (id, user_id, first_seen_at, last_seen_at) VALUES (@id, @userId, @now, @now)
            ON CONFLICT (id, user_id) DO UPDATE SET last_seen_at = @now
            """,
            new
            {
                id,
                userId,
                now,
            }
        );

    /// <summary>The user's trust in this browser, also one that has run out, unless it was ended. The policy may cut it shorter.</summary>
    public Task<BrowserTrust?> TrustIn(string? id, string userId) =>
        tx.One<BrowserTrust>(
            Trusts + " AND id = @id",
            new
            {
                id,
                userId,
                now = DateTimeOffset.UnixEpoch,
            }
        );

    /// <summary>It was found over by time: it stays so, unless it was granted anew since.</summary>
    public void StaysOver(BrowserTrust trust, string userId) =>
        tx.StaysOver(
            $"known_browsers/{trust.BrowserId}/{userId}",
            later =>
                later.Execute(
                    "UPDATE known_browsers SET trusted_until = NULL WHERE id = @BrowserId AND user_id = @userId AND trusted_until = @Until",
                    new
                    {
                        trust.BrowserId,
                        userId,
                        trust.Until,
                    }
                )
        );

    /// <summary>Every browser that stands in for the user's second factor, the newest trust first.</summary>
    public Task<IReadOnlyList<BrowserTrust>> Trusted(string userId, DateTimeOffset now) =>
        tx.Many<BrowserTrust>(Trusts + " ORDER BY first_seen_at DESC", new { userId, now });

    /// <summary>A new secret for a browser. Whatever it is to its users (others than the one who asks may sign in with it) goes over, their counters of failures too.</summary>
    public async Task Renew(string oldId, string newId)
    {
        var users = await tx.Many<string>("SELECT user_id FROM known_browsers WHERE id = @oldId ORDER BY user_id", new { oldId });
        foreach (var userId in users)
        {
            await tx.Throttles.MoveBrowser(oldId, newId, userId);
            await tx.Execute(
                "UPDATE sessions SET browser_id = @newId WHERE user_id = @userId AND browser_id = @oldId",
                new
                {
                    oldId,
                    newId,
                    userId,
                }
            );
        }
        await tx.Execute("UPDATE known_browsers SET id = @newId WHERE id = @oldId", new { oldId, newId });
    }

    /// <summary>From now on the browser stands in for the user's second factor. Its secret is of this moment.</summary>
    public Task<int> Trust(string id, string userId, DateTimeOffset now, DateTimeOffset until) =>
        tx.Execute(
            """
            INSERT INTO known_browsers (id, user_id, first_seen_at, last_seen_at, trusted_until) VALUES (@id, @userId, @now, @now, @until)
            ON CONFLICT (id, user_id) DO UPDATE SET first_seen_at = @now, last_seen_at = @now, trusted_until = @until
            """,
            new
            {
                id,
                userId,
                now,
                until,
            }
        );

    public Task<int> EndTrustIn(string id, string userId) =>
        tx.Execute("UPDATE known_browsers SET trusted_until = NULL WHERE id = @id AND user_id = @userId", new { id, userId });

    public Task<int> EndTrust(string userId) =>
        tx.Execute("UPDATE known_browsers SET trusted_until = NULL WHERE user_id = @userId", new { userId });

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM known_browsers WHERE last_seen_at < @before", new { before });
}
