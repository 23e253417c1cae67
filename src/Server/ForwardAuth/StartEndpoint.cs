using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>
/// On the host of an application: gives the browser the cookie without which no code is taken there. Somebody else's code, opened by a link, finds none (login CSRF).
/// </summary>
internal sealed class StartEndpoint(
    Database database,
    SignInAddress addresses,
    CookieNames cookies,
    RandomSource random,
    Settings settings
)
{
    public const string Path = StandingAlone.Folder + "/start";

    // As long as a sign-in may take.
    private static readonly TimeSpan StarterLife = TimeSpan.FromMinutes(15);

    public async Task<IResult> Begin(HttpContext http, string? to)
    {
        if (
            ApplicationAddress.Read(to) is not { } address
            || !address.Host.Name.Equals(Current.HostOf(http.Request), StringComparison.OrdinalIgnoreCase)
            || await database.Read(tx => tx.Applications.FindByHost(address.Host.Name), http.RequestAborted)
                is not { } application
            || !application.Admits(address, allowsPlainHttp: !settings.IsHttps)
        )
            return Results.NotFound();
        // Two tabs at once are one browser: the second must not make the first one's useless.
        var starter = ReturnPage.Starter(http.Request, cookies) ?? random.Token();
        http.Response.Cookies.Append(cookies.ForwardStart, starter, cookies.Lasting(StarterLife));
        var portal = await addresses.Portal(application.AccountId, application.Host, http.RequestAborted);
        return Results.Redirect(new Uri(portal, $"{FindReturn.PathTo(address)}&starter={TokenDigest.Of(starter)}").AbsoluteUri);
    }
}
