namespace Sallyport.Core.ForwardAuth;

/// <summary>The headers in which a proxy tells of the request that it asks for, one property each; null where there is none, or an empty one (a recipe empties what it does not use).</summary>
public readonly record struct ToldRequest
{
    public const string UriHeader = "X-Original-URI";
    public const string UrlHeader = "X-Original-URL";
    public const string ForwardedUriHeader = "X-Forwarded-Uri";
    public const string ForwardedHostHeader = "X-Forwarded-Host";
    public const string ForwardedProtoHeader = "X-Forwarded-Proto";
    public const string ForwardedMethodHeader = "X-Forwarded-Method";

    public string? Uri { get; init; }
    public string? Url { get; init; }
    public string? ForwardedUri { get; init; }
    public string? ForwardedHost { get; init; }
    public string? ForwardedProto { get; init; }
    public string? ForwardedMethod { get; init; }

    /// <summary>One of them came twice: nobody knows which counts.</summary>
    public bool IsRepeated { get; init; }
}
