using Sallyport.Core.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.SecurityKeys;

/// <summary>To whom keys answer (KEY-8): each host name of the installation is its own, or shares the one of the public address.</summary>
/// <param name="Id">The host name that keys are bound to.</param>
/// <param name="Origin">Of the page that asks: scheme, host and port as a browser writes them.</param>
public sealed record RelyingParty(string Id, string Origin)
{
    /// <summary>Null where the host is none of this installation's: keys that were registered there would answer to somebody else's name.</summary>
    /// <param name="tx">Knows the host names of accounts.</param>
    /// <param name="settings">Knows the public address; scheme and port are the same for every host.</param>
    /// <param name="policy">Of the account; null where it is not known yet whose sign-in this is.</param>
    /// <param name="host">By which the person came, without port.</param>
    public static async Task<RelyingParty?> Find(Transaction tx, Settings settings, Policy? policy, string host)
    {
        host = host.ToLowerInvariant();
        if (host != settings.PublicUrl.Host && await tx.Accounts.FindByHost(host) is null)
            return null;
        return new RelyingParty(policy?.SharedRelyingParty == true ? settings.PublicUrl.Host : host, OriginOf(settings, host));
    }

    /// <summary>How a browser names a page on this host.</summary>
    public static string OriginOf(Settings settings, string host) =>
        new UriBuilder(settings.PublicUrl) { Host = host }.Uri.GetLeftPart(UriPartial.Authority);
}
