using System.Data.Common;
using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.ForwardAuth;

/// <summary>A key in the address that a client asked the proxy for stands in the proxy's logs by now: it opens nothing, and its owner is told (APIKEY-10).</summary>
public sealed class RefuseKeysInOriginal(FlagApiKey flag, Database database, ILogger<RefuseKeysInOriginal> log)
{
    // Each costs a look; more than a few is nobody's program.
    private const int MostLookedAt = 4;

    /// <summary>Null where there is none.</summary>
    /// <param name="told">Whatever the proxy says of the original's address.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<ForwardVerdict?> Look(IEnumerable<string> told, Origin origin, CancellationToken cancel)
    {
        var keys = told.SelectMany(address => ApiKeyText.FindIn(Uri.UnescapeDataString(address.Replace('+', ' '))))
            .Distinct(StringComparer.Ordinal)
            .Take(MostLookedAt)
            .ToList();
        if (keys.Count == 0)
            return null;
        using var budget = database.Allow(DatabaseWork.Check);
        try
        {
            foreach (var key in keys)
                await flag.Flag(
                    Caller.Anonymous(origin),
                    IPAddress.TryParse(origin.Address, out var ip) ? ip : null,
                    new Secret(key).WithoutScheme(),
                    KeyFlag.KeyInUrl,
                    cancel
                );
        }
        catch (DbException fault)
        {
            log.LogWarning(fault, "A key stood in an address that a proxy asked for, and could not be marked.");
        }
        return new ForwardVerdict.Forbidden(Words.Snake(KeyFlag.KeyInUrl));
    }
}
