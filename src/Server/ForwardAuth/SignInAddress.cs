using Sallyport.Core.Accounts;
using Sallyport.Core.ForwardAuth;
using Sallyport.Core.SignIn;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Where a browser goes that may not pass yet. The whole address is made here: proxies cannot encode it.</summary>
public sealed class SignInAddress(Database database, Settings settings)
{
    /// <summary>Sallyport as the people of an account know it: a host name of their own where they have one, because security keys answer to it alone.</summary>
    /// <param name="accountId">Whose people.</param>
    /// <param name="host">Where they want to go: of several host names, the one nearest to it.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public async Task<Uri> Portal(string accountId, string host, CancellationToken cancel)
    {
        // Who is at Sallyport itself stays there: the session is there.
        if (host == settings.PublicUrl.Host)
            return settings.PublicUrl;
        var own = await database.Read(tx => tx.Accounts.HostsOf(accountId), cancel);
        return HostName.Nearest(own.Select(one => one.Host), host) is { } nearest
            ? new Uri(RelyingParty.OriginOf(settings, nearest))
            : settings.PublicUrl;
    }

    /// <summary>The sign-in page, and back from there where people are returned.</summary>
    /// <param name="original">What was asked for.</param>
    /// <param name="application">What is registered at its host; null: nothing.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public async Task<Uri> For(OriginalRequest original, Application? application, CancellationToken cancel)
    {
        if (application is not null && AddressOf(original) is { } address && application.Admits(address, !settings.IsHttps))
        {
            var account = (await database.Read(tx => tx.Accounts.Find(application.AccountId), cancel))!;
            var portal = await Portal(account.Id, application.Host, cancel);
            return new Uri(portal, $"/sign-in?account={account.Handle}&returnTo={Uri.EscapeDataString(Reachable(address))}");
        }
        // On Sallyport's own host any path is its own; elsewhere nobody is returned to.
        return new Uri(
            settings.PublicUrl,
            original.Host?.Name == settings.PublicUrl.Host && ReturnAddress.IsLocal(original.Target)
                ? "/sign-in?returnTo=" + Uri.EscapeDataString(original.Target!)
                : "/sign-in"
        );
    }

    /// <summary>Null where host or path were not told.</summary>
    public ApplicationAddress? AddressOf(OriginalRequest original) =>
        original is { Host: { } host }
            ? new ApplicationAddress(original.IsHttps ?? settings.IsHttps, host, original.Target ?? "/")
            : null;

    // An address that is too long to be carried leads to the front page.
    private static string Reachable(ApplicationAddress address) =>
        ReturnAddress.IsLocal(FindReturn.PathTo(address)) ? address.ToString() : address.Origin + "/";
}
