using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.SecurityKeys;

/// <summary>
/// Which other pages may ask for keys of the public address (WebAuthn 5.11): the host names of accounts that share it. Browsers read it at
/// <c>/.well-known/webauthn</c> of that address, and nowhere else.
/// </summary>
public sealed class RelatedOrigins(Database database, Settings settings)
{
    /// <summary>Null where there are none, or where this is not the public address.</summary>
    public async Task<IReadOnlyList<string>?> List(string host, CancellationToken cancel)
    {
        if (!host.Equals(settings.PublicUrl.Host, StringComparison.OrdinalIgnoreCase))
            return null;
        var hosts = await database.Read(Sharing, cancel);
        return hosts.Count > 0 ? [.. hosts.Select(shared => RelyingParty.OriginOf(settings, shared))] : null;
    }

    private static async Task<IReadOnlyList<string>> Sharing(Transaction tx)
    {
        var hosts = new List<string>();
        foreach (var own in await tx.Accounts.Hosts())
            if ((await tx.Policies.Of(own.AccountId)).Policy.SharedRelyingParty)
                hosts.Add(own.Host);
        return hosts;
    }
}
