using Sallyport.Core.ForwardAuth;

namespace Sallyport.Server.ForwardAuth;

/// <summary>What a proxy's call says of the original request, as it came: the framework takes such headers away where it has used them.</summary>
internal sealed class ToldHeaders(HttpRequest request)
{
    private static readonly string[] Names =
    [
        OriginalRequest.UriHeader,
        OriginalRequest.UrlHeader,
        OriginalRequest.ForwardedUriHeader,
        OriginalRequest.ForwardedHostHeader,
        OriginalRequest.ForwardedProtoHeader,
        OriginalRequest.ForwardedMethodHeader,
    ];

    private readonly Dictionary<string, IReadOnlyList<string?>> values = Names.ToDictionary(
        name => name,
        name => (IReadOnlyList<string?>)[.. request.Headers[name]],
        StringComparer.Ordinal
    );

    public string Host { get; } = request.Host.Value ?? "";

    /// <summary>Everything that is said of the original's address.</summary>
    public IEnumerable<string> Addresses =>
        Values(OriginalRequest.UriHeader)
            .Concat(Values(OriginalRequest.UrlHeader))
            .Concat(Values(OriginalRequest.ForwardedUriHeader))
            .OfType<string>();

    public IReadOnlyList<string?> Values(string name) => values[name];

    /// <summary>Before anything else looks at the headers.</summary>
    public static void Use(IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.Path.StartsWithSegments(VerifyEndpoint.Path, StringComparison.OrdinalIgnoreCase))
                    context.Features.Set(new ToldHeaders(context.Request));
                return next(context);
            }
        );
}
