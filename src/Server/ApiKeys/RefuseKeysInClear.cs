using System.Data.Common;
using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// Stands before every door: a key in an address, or one that came over http from another machine, opens nothing, whichever way it was meant (APIKEY-10). The
/// address is never logged.
/// </summary>
internal sealed class RefuseKeysInClear(
    FlagApiKey flag,
    Database database,
    Current current,
    Settings settings,
    ILogger<RefuseKeysInClear> log
)
{
    // Each costs a look; more than a few is nobody's program.
    private const int MostLookedAt = 4;

    public Task Pass(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        if (IsWorthALook(request) && KeysInUrl(request) is { Count: > 0 } keys)
            return Refuse(http, KeyFlag.KeyInUrl, keys);
        return request.IsHttps || IsThisMachine(http.Connection.RemoteIpAddress) || KeyShown(request) is not { } shown
            ? next(http)
            : Refuse(http, KeyFlag.PlainHttp, [shown]);
    }

    // Nearly every request ends here, without anything being made.
    private static bool IsWorthALook(HttpRequest request) =>
        ApiKeyText.MayStandIn(request.QueryString.Value ?? "") || ApiKeyText.MayStandIn(request.Path.Value ?? "");

    // Decoded once, as a program that reads the query would.
    private static List<Secret> KeysInUrl(HttpRequest request)
    {
        var query = (request.QueryString.Value ?? "").Replace('+', ' ');
        return
        [
            .. ApiKeyText
                .FindIn(request.Path.Value + " " + Uri.UnescapeDataString(query))
                .Distinct(StringComparer.Ordinal)
                .Take(MostLookedAt)
                .Select(text => new Secret(text)),
        ];
    }

    private static Secret? KeyShown(HttpRequest request) =>
        PresentedCredential.Read(request.Headers.Authorization) is PresentedCredential.Key { Text: var text }
        && ApiKeyText.HasShape(text.RevealText())
            ? text
            : null;

    // A socket that is no network's has no address.
    private static bool IsThisMachine(IPAddress? address) => address is null || IPAddress.IsLoopback(address);

    private async Task Refuse(HttpContext http, KeyFlag kind, IReadOnlyList<Secret> keys)
    {
        // nginx makes 500 of a 400, and hands a 403 on.
        var isAsked = http.Request.Path.StartsWithSegments("/auth", StringComparison.Ordinal);
        var caller = Caller.Anonymous(current.OriginAt(isAsked ? Door.ForwardAuth : Door.Api));
        using var budget = database.Allow(DatabaseWork.Check);
        try
        {
            foreach (var key in keys)
                await flag.Flag(caller, http.Connection.RemoteIpAddress, key.WithoutScheme(), kind, http.RequestAborted);
        }
        catch (DbException fault)
        {
            log.LogWarning(
                "A key came as it must not ({Kind}), and could not be marked: {Fault}",
                Words.Snake(kind),
                fault.Message
            );
        }
        SecurityHeaders.Write(http.Response.Headers, settings.IsHttps);
        if (isAsked)
            http.Response.Headers["Sallyport-Reason"] = Words.Snake(kind);
        http.Response.StatusCode = isAsked || kind == KeyFlag.PlainHttp ? 403 : 400;
        await KeyProblem.Write(http, Words.Snake(kind), KeyProblem.TitleOf(kind));
    }
}
