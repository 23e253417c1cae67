using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Server.Tests.Routes;

/// <summary>A method and a route's pattern: <c>GET /account/users/{id}</c>.</summary>
public sealed record Door(string Method, string Pattern)
{
    public bool IsRest => Pattern.StartsWith("/api/", StringComparison.Ordinal);

    // What stands below the question of proxies is a path of theirs.
    public bool HasIds => Pattern.Contains('{', StringComparison.Ordinal) && !Pattern.Contains("{**", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>Every route that the running server answers.</summary>
internal static class EveryRoute
{
    // A page without a handler for POST would still be drawn by one, so that every page is tried with both.
    private static readonly string[] PageMethods = ["GET", "POST"];

    // The fallback of static files while developing: it names no file, and the default guard closes it.
    private const string FallbackOfFiles = "{**path";

    public static IReadOnlyList<Door> Of(TestServer server) =>
        [
            .. server
                .Get<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
                .Where(e => !e.RoutePattern.RawText!.Contains(FallbackOfFiles, StringComparison.Ordinal))
                .SelectMany(e => MethodsOf(e).Select(m => new Door(m, "/" + e.RoutePattern.RawText!.TrimStart('/'))))
                .Distinct()
                .OrderBy(d => d.Pattern, StringComparer.Ordinal)
                .ThenBy(d => d.Method, StringComparer.Ordinal),
        ];

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : PageMethods;
}
