using System.Collections.Concurrent;
using Sallyport.Core.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Whose a host is.</summary>
/// <param name="Application">What is registered there; null: nothing.</param>
/// <param name="AccountId">The account whose application, or whose own host name, it is; null: nobody's in particular.</param>
public sealed record KnownHost(Application? Application, string? AccountId)
{
    public static KnownHost Nobodys { get; } = new(null, null);
}

/// <summary>Which host is whose. Remembered for less than a second: with a key, nothing else is asked of the database.</summary>
public sealed class KnownApplications(Database database)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(900);
    private const int MostHosts = 10_000;
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    public async ValueTask<KnownHost> At(string host, CancellationToken cancel)
    {
        var now = Environment.TickCount64;
        if (known.TryGetValue(host, out var found) && now < found.ForgetAt)
            return found.Host;
        var read = await database.Read(tx => Read(tx, host), cancel);
        // Whoever calls directly makes up hosts without end.
        if (known.Count >= MostHosts)
            known.Clear();
        known[host] = new Known(read, now + (long)Memory.TotalMilliseconds);
        return read;
    }

    private static async Task<KnownHost> Read(Transaction tx, string host) =>
        await tx.Applications.FindByHost(host) is { } application
            ? new KnownHost(application, application.AccountId)
            : new KnownHost(null, (await tx.Accounts.FindByHost(host))?.Id);

    private sealed record Known(KnownHost Host, long ForgetAt);
}
