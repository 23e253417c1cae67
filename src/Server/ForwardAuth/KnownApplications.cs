using Sallyport.Core.Accounts;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Whose a host is.</summary>
/// <param name="Application">What is registered there; null: nothing.</param>
/// <param name="AccountId">The account whose application, or whose own host name, it is; null: nobody's in particular.</param>
public sealed record KnownHost(Application? Application, string? AccountId)
{
    public static KnownHost Nobodys { get; } = new(null, null);
}

/// <summary>Which host is whose: with a key, nothing else is asked of the database.</summary>
public sealed class KnownApplications(Database database, TimeProvider clock)
{
    private readonly BriefMemory<string, KnownHost> known = new(database, clock);

    public async ValueTask<KnownHost> At(string host, CancellationToken cancel)
    {
        if (known.TryFind(host, out var found))
            return found!;
        var before = known.Now;
        var read = await database.Read(tx => Read(tx, host), cancel);
        known.Keep(host, read, before);
        return read;
    }

    /// <summary>
    /// Whether this is an application or an account's own host name. A request that came by it may speak of no other host: a proxy that lets a client's
    /// <c>X-Forwarded-Host</c> through would otherwise let the client choose whose host it is.
    /// </summary>
    /// <param name="host">In canonical form.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public async ValueTask<bool> IsOwned(string host, CancellationToken cancel) => (await At(host, cancel)).AccountId is not null;

    private static async Task<KnownHost> Read(Transaction tx, string host) =>
        await tx.Applications.FindByHost(host) is { } application
            ? new KnownHost(application, application.AccountId)
            : new KnownHost(null, (await tx.Accounts.FindByHost(host))?.Id);
}
