using System.Text.RegularExpressions;
using Sallyport.Core.Accounts;

namespace Sallyport.Core.ForwardAuth;

/// <summary>What the proxy says about the request that it asks for.</summary>
/// <param name="Method">In capitals; null where it was not told.</param>
/// <param name="IsHttps">Null likewise.</param>
/// <param name="Host">Null where it is no name at which an application could be reached.</param>
/// <param name="Target">Path and query; null where they were not told.</param>
public sealed partial record OriginalRequest(string? Method, bool? IsHttps, ApplicationHost? Host, string? Target)
{
    public const string UriHeader = "X-Original-URI";
    public const string UrlHeader = "X-Original-URL";
    public const string ForwardedUriHeader = "X-Forwarded-Uri";
    public const string ForwardedHostHeader = "X-Forwarded-Host";
    public const string ForwardedProtoHeader = "X-Forwarded-Proto";
    public const string ForwardedMethodHeader = "X-Forwarded-Method";

    /// <summary>Null for what cannot be read, came twice, or contradicts itself: nobody knows then what would pass.</summary>
    /// <param name="header">All values of a header of the proxy's call.</param>
    /// <param name="calledHost">The host of the call itself, for proxies that leave it as the client sent it.</param>
    /// <param name="appended">Path and query where the proxy appends them to the address that it calls; else null.</param>
    public static OriginalRequest? Read(Func<string, IReadOnlyList<string?>> header, string calledHost, string? appended)
    {
        string? uri,
            url,
            forwardedUri,
            host,
            proto,
            method;
        if (
            !TryOne(header(UriHeader), out uri)
            || !TryOne(header(UrlHeader), out url)
            || !TryOne(header(ForwardedUriHeader), out forwardedUri)
            || !TryOne(header(ForwardedHostHeader), out host)
            || !TryOne(header(ForwardedProtoHeader), out proto)
            || !TryOne(header(ForwardedMethodHeader), out method)
        )
            return null;
        var address = ApplicationAddress.Read(url);
        if (url is not null && address is null)
            return null;
        return
            TryTarget([uri, forwardedUri, address?.Path, appended], out var target)
            && TryHost(host ?? address?.Host.ToString(), calledHost, out var found)
            && (address is null || found is null || found.Name == address.Host.Name)
            && TryScheme(proto, address, out var isHttps)
            && (method is null || method.All(char.IsAsciiLetter))
            ? new OriginalRequest(method?.ToUpperInvariant(), isHttps, found, target)
            : null;
    }

    // A recipe empties what it does not use.
    private static bool TryOne(IReadOnlyList<string?> values, out string? value)
    {
        value = values.Count == 0 || values[0] is not { Length: > 0 } text ? null : text;
        return values.Count <= 1;
    }

    private static bool TryTarget(IEnumerable<string?> told, out string? target)
    {
        var all = told.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        target = all.Count == 1 ? all[0] : null;
        return all.Count == 0 || (target is not null && OriginalTarget.IsPlain(target));
    }

    private static bool TryHost(string? told, string called, out ApplicationHost? host)
    {
        host = ApplicationHost.Exact(told ?? called);
        return told is null || host is not null || OtherHost().IsMatch(told);
    }

    private static bool TryScheme(string? proto, ApplicationAddress? address, out bool? isHttps)
    {
        isHttps = proto switch
        {
            "https" or "wss" => true,
            "http" or "ws" => false,
            _ => address?.IsHttps,
        };
        return (proto is null or "https" or "wss" or "http" or "ws") && (address is null || address.IsHttps == isHttps);
    }

    // An address, or a name that machines have among themselves: no application is registered there, but programs may come.
    [GeneratedRegex(
        @"\A([A-Za-z0-9._-]*[A-Za-z0-9_-]|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OtherHost();
}
