using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.SecurityKeys;

/// <summary>
/// Tells password managers where people add and manage their passkeys (W3C, "A Well-Known URL for Relying Party Passkey Endpoints"). They read it at
/// <c>/.well-known/passkey-endpoints</c> of a host for which they keep a passkey.
/// </summary>
internal sealed class PasskeyEndpoints(Database database, Settings settings)
{
    private const string Page = "/me/security/security-keys";

    public async Task<IResult> Answer(HttpContext http)
    {
        var host = Current.HostOf(http.Request);
        var isOurs =
            host.Equals(settings.PublicUrl.Host, StringComparison.OrdinalIgnoreCase)
            || await database.Read(tx => tx.Accounts.FindByHost(host), http.RequestAborted) is not null;
        if (!isOurs)
            return Results.NotFound();
        var page = RelyingParty.OriginOf(settings, host) + Page;
        return Results.Json(new { enroll = page, manage = page });
    }
}
