namespace Sallyport.Storage.Tables;

/// <summary>An authenticator app that was set up.</summary>
public sealed class AuthenticatorApp
{
    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string Name { get; init; }
    public required byte[] SealedSeed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it first proved a code; null: on trial, no factor.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>The newest time step that was accepted; earlier ones are dead.</summary>
    public long LastStep { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }

    public bool IsOnTrial => ProvedAt is null;
}

public sealed class AuthenticatorAppTable(Transaction tx)
{
    public Task<IReadOnlyList<AuthenticatorApp>> Of(string userId) =>
        tx.Many<AuthenticatorApp>(
            "SELECT * FROM authenticator_apps WHERE user_id = @userId ORDER BY created_at, id",
            new { userId }
        );

    public Task<AuthenticatorApp?> FindOf(string userId, string id) =>
        tx.One<AuthenticatorApp>("SELECT * FROM authenticator_apps WHERE id = @id AND user_id = @userId", new { id, userId });

    public Task<int> Add(AuthenticatorApp app) =>
        tx.Execute(
            """
            INSERT INTO authenticator_apps (id, user_id, name, sealed_seed, created_at, proved_at, last_step, last_used_at)
            VALUES (@Id, @UserId, @Name, @SealedSeed, @CreatedAt, @ProvedAt, @LastStep, @LastUsedAt)
            """,
            app
        );

    /// <summary>Accepts a step once: of all requests that carry it, on all nodes, one gets true (APP-4). The first one also ends a trial.</summary>
    public async Task<bool> SpendStep(string id, long step, DateTimeOffset now) =>
        await tx.Execute(
            """
            UPDATE authenticator_apps SET last_step = @step, last_used_at = @now, proved_at = COALESCE(proved_at, @now)
            WHERE id = @id AND last_step < @step
            """,
            new
            {
                id,
                step,
                now,
            }
        ) == 1;

    public Task<int> Rename(string userId, string id, string name) =>
        tx.Execute(
            "UPDATE authenticator_apps SET name = @name WHERE id = @id AND user_id = @userId",
            new
            {
                userId,
                id,
                name,
            }
        );

    public async Task<int> Remove(string userId, string id)
    {
        await tx.Factors.Note(userId);
        return await tx.Execute("DELETE FROM authenticator_apps WHERE id = @id AND user_id = @userId", new { userId, id });
    }

    public Task<int> RemoveTrials(string userId) =>
        tx.Execute("DELETE FROM authenticator_apps WHERE user_id = @userId AND proved_at IS NULL", new { userId });
}
