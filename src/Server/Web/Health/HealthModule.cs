using Sallyport.Server.Web.Loops;
using Sallyport.Storage;

namespace Sallyport.Server.Web.Health;

/// <summary>Front desk: what the floor of the house needs to be well. Higher rooms add their own checks.</summary>
public static class HealthModule
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<LookAtHealth>();
        services.AddSingleton<HealthQuestion>();
        services.AddSingleton<WatchDisk>();
        services.AddSingleton<WatchSealingKey>();
        services.AddHealthCheck<Database>(
            "database",
            HealthState.Unavailable,
            (database, cancel) => WhyUnusable(database, cancel)
        );
        services.AddHealthCheck<Database>("clock", HealthState.Unavailable, WhyWrong);
        services.AddHealthCheck<WatchSealingKey>("sealing_key", HealthState.Unavailable, (key, _) => Aside(key.WhyUnusable));
        services.AddHealthCheck<WatchDisk>("disk", HealthState.Unavailable, (disk, _) => Aside(disk.WhyFull));
        services.AddHealthCheck<WatchDisk>("disk_space", HealthState.Degraded, (disk, _) => Aside(disk.WhyLow));
        services.AddHealthCheck<BackgroundLoops>(
            "background",
            HealthState.Degraded,
            loops => loops.Troubles is { Count: > 0 } troubles ? string.Join("; ", troubles) : null
        );
    }

    private static async Task<string?> WhyUnusable(Database database, CancellationToken cancel)
    {
        // SQLite answers in the thread that asks.
        await Task.Yield();
        return await database.IsReadOnly(cancel) ? "the database is read-only: is it a standby?" : null;
    }

    // A disk may hang, and the other checks do not wait for it. What is known already needs no other thread, which a busy machine would not have.
    private static async Task<string?> Aside(Func<string?> look)
    {
        await Task.Yield();
        return look();
    }

    private static string? WhyWrong(Database database) =>
        database.Offset.MayServe
            ? null
            : $"the clock of this node is {(int)database.Offset.Value.TotalSeconds} seconds away from the database's";
}
