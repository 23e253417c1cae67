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

    /// <summary>Without a look at the database; false: it must be read.</summary>
    public bool TryFind(string host, out KnownHost? found) => known.TryFind(host, out found);

    public async Task<KnownHost> At(string host, CancellationToken cancel)
    {
        var before = known.Now;
        var read = await database.Read(tx => Read(tx, host), cancel);
        known.Keep(host, read, before);
        return read;
    }

    private static async Task<KnownHost> Read(Transaction tx, string host) =>
        await tx.Applications.FindByHost(host) is { } application
            ? new KnownHost(application, application.AccountId)
            : new KnownHost(null, (await tx.Accounts.FindByHost(host))?.Id);
}
