using Microsoft.Extensions.Primitives;
using Sallyport.Core.ForwardAuth;

namespace Sallyport.Server.ForwardAuth;

/// <summary>What a proxy's call says of the original request, as it came: the framework takes such headers away where it has used them.</summary>
internal sealed class ToldHeaders
{
    private readonly StringValues uri;
    private readonly StringValues url;
    private readonly StringValues forwardedUri;

    private ToldHeaders(HttpRequest request)
    {
        var headers = request.Headers;
        // As it came: the framework puts letters in place of A-labels, and an application's host has one spelling.
        Host = First(headers.Host) ?? "";
        (uri, url) = (headers[ToldRequest.UriHeader], headers[ToldRequest.UrlHeader]);
        forwardedUri = headers[ToldRequest.ForwardedUriHeader];
        var host = headers[ToldRequest.ForwardedHostHeader];
        var proto = headers[ToldRequest.ForwardedProtoHeader];
        var method = headers[ToldRequest.ForwardedMethodHeader];
        Original = new ToldRequest
        {
            Uri = First(uri),
            Url = First(url),
            ForwardedUri = First(forwardedUri),
            ForwardedHost = First(host),
            ForwardedProto = First(proto),
            ForwardedMethod = First(method),
            IsRepeated =
                uri.Count > 1 || url.Count > 1 || forwardedUri.Count > 1 || host.Count > 1 || proto.Count > 1 || method.Count > 1,
        };
    }

    public string Host { get; }

    public ToldRequest Original { get; }

    /// <summary>Whether a key could stand in anything that is said of the original's address. False nearly always.</summary>
    public bool MayHoldKey => MayStandIn(uri) || MayStandIn(url) || MayStandIn(forwardedUri);

    /// <summary>Everything that is said of the original's address.</summary>
    public IEnumerable<string> Addresses => uri.Concat(url).Concat(forwardedUri).OfType<string>();

    /// <summary>Before anything else looks at the headers.</summary>
    public static void Keep(HttpContext http) => http.Features.Set(new ToldHeaders(http.Request));

    public static ToldHeaders Of(HttpContext http) => http.Features.Get<ToldHeaders>()!;

    private static string? First(StringValues values) => values.Count > 0 && values[0] is { Length: > 0 } text ? text : null;

    private static bool MayStandIn(StringValues values)
    {
        foreach (var value in values)
            if (value is not null && Core.ApiKeys.ApiKeyText.MayStandIn(value))
                return true;
        return false;
    }
}
