namespace Sallyport.Server.Web.Health;

/// <summary>One thing that must be well. Every room registers its own, in one line of its front desk.</summary>
/// <param name="Name">For scripts, in snake_case; listed in docs/configuration.md.</param>
/// <param name="Trouble">What the node is when this is not well.</param>
/// <param name="Look">Answers what is wrong, for an operator to read; null: nothing. A fault says the same by its message.</param>
public sealed record HealthCheck(string Name, HealthState Trouble, Func<CancellationToken, Task<string?>> Look);

public static class HealthChecks
{
    /// <summary>A check that asks something else, and may wait for its answer.</summary>
    public static void AddHealthCheck<T>(
        this IServiceCollection services,
        string name,
        HealthState trouble,
        Func<T, CancellationToken, Task<string?>> look
    )
        where T : notnull =>
        services.AddSingleton(provider => new HealthCheck(
            name,
            trouble,
            cancel => look(provider.GetRequiredService<T>(), cancel)
        ));

    /// <summary>A check of what is known already.</summary>
    public static void AddHealthCheck<T>(
        this IServiceCollection services,
        string name,
        HealthState trouble,
        Func<T, string?> look
    )
        where T : notnull => services.AddHealthCheck<T>(name, trouble, (what, _) => Task.FromResult(look(what)));
}
