using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>A key that is shown and waits for its first code.</summary>
public sealed class AppSetup
{
    /// <summary>An unconfirmed key dies after ten minutes (RFC 6238 says nothing; a page left open for longer was left).</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public required string UserId { get; init; }
    public required string Id { get; init; }
    public required string SessionId { get; init; }

    /// <summary>The app that this one takes the place of; null: it is added.</summary>
    public string? ReplacesAppId { get; init; }
    public required byte[] SealedSeed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsAlive(DateTimeOffset now) => now - CreatedAt < Life && !StoredTime.IsWrong(CreatedAt, now);
}

public sealed class AppSetupTable(Transaction tx)
{
    public async Task<AppSetup?> Of(string userId)
    {
        var found = await tx.One<AppSetup>("SELECT * FROM app_setups WHERE user_id = @userId", new { userId });
        if (found is { Id: var id } && !found.IsAlive(tx.Now))
            tx.StaysOver("app_setups/" + id, async later => await later.AppSetups.Spend(id) ? 1 : 0);
        return found;
    }

    /// <summary>A user has one set-up at a time; a new one takes the place of the former.</summary>
    public Task<int> Start(AppSetup setup) =>
        tx.Execute(
            """
            INSERT INTO app_setups (user_id, id, session_id, replaces_app_id, sealed_seed, created_at)
            VALUES (@UserId, @Id, @SessionId, @ReplacesAppId, @SealedSeed, @CreatedAt)
            ON CONFLICT (user_id) DO UPDATE SET id = @Id, session_id = @SessionId, replaces_app_id = @ReplacesAppId, sealed_seed = @SealedSeed, created_at = @CreatedAt
            """,
            setup
        );

    /// <summary>Takes the set-up away; of all requests that confirm it, one gets true.</summary>
    public async Task<bool> Spend(string id) => await tx.Execute("DELETE FROM app_setups WHERE id = @id", new { id }) == 1;

    public Task<int> CancelOf(string userId) => tx.Execute("DELETE FROM app_setups WHERE user_id = @userId", new { userId });

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM app_setups WHERE created_at < @before", new { before });
}
