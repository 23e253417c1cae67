using System.Collections.Concurrent;
using Sallyport.Core.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Which host is whose application. Remembered for less than a second: with a key, nothing else is asked of the database.</summary>
public sealed class KnownApplications(Database database)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(900);
    private const int MostHosts = 10_000;
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>Null where nothing is registered at that host.</summary>
    public async ValueTask<Application?> At(string host, CancellationToken cancel)
    {
        var now = Environment.TickCount64;
        if (known.TryGetValue(host, out var found) && now < found.ForgetAt)
            return found.Application;
        var application = await database.Read(tx => tx.Applications.FindByHost(host), cancel);
        // Whoever calls directly makes up hosts without end.
        if (known.Count >= MostHosts)
            known.Clear();
        known[host] = new Known(application, now + (long)Memory.TotalMilliseconds);
        return application;
    }

    private sealed record Known(Application? Application, long ForgetAt);
}
