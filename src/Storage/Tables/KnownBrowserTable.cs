namespace Sallyport.Storage.Tables;

public sealed class KnownBrowserTable(Transaction tx)
{
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

    public Task<int> EndTrust(string userId) =>
        tx.Execute("UPDATE known_browsers SET trusted_until = NULL WHERE user_id = @userId", new { userId });

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM known_browsers WHERE last_seen_at < @before", new { before });
}
