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
    /// <summary>The name by which the proxy called, where it is another one than <see cref="Host"/>; else null.</summary>
    public string? CalledName { get; private init; }

    /// <summary>Null for what cannot be read, came twice, or contradicts itself: nobody knows then what would pass.</summary>
    /// <param name="told">The headers of the proxy's call.</param>
    /// <param name="calledHost">The host of the call itself, for proxies that leave it as the client sent it.</param>
    /// <param name="appended">Path and query where the proxy appends them to the address that it calls, behind a word of the query; else null.</param>
    /// <param name="below">The path where the proxy appends it to the path that it calls; else null.</param>
    public static OriginalRequest? Read(in ToldRequest told, string calledHost, string? appended = null, string? below = null)
    {
        var address = ApplicationAddress.Read(told.Url);
        if (told.IsRepeated || (told.Url is not null && address is null))
            return null;
        return
            TryTarget([told.Uri, told.ForwardedUri, address?.Path, appended, below], out var target)
            && TryHost(told.ForwardedHost ?? address?.Host.ToString(), calledHost, out var found)
            && (address is null || found is null || found.Name == address.Host.Name)
            && TryScheme(told.ForwardedProto, address, out var isHttps)
            && (told.ForwardedMethod is null || told.ForwardedMethod.All(char.IsAsciiLetter))
            ? new OriginalRequest(told.ForwardedMethod?.ToUpperInvariant(), isHttps, found, target)
            {
                CalledName = OtherName(told.ForwardedHost ?? address?.Host.ToString(), calledHost, found),
            }
            : null;
    }

    // The same, however often it is told.
    private static bool TryTarget(ReadOnlySpan<string?> told, out string? target)
    {
        target = null;
        foreach (var one in told)
            if (one is not null && (target ??= one) != one)
                return false;
        return target is null || OriginalTarget.IsPlain(target);
    }

    private static bool TryHost(string? told, string called, out ApplicationHost? host)
    {
        var text = told ?? called;
        host = ApplicationHost.Exact(text);
        return host is not null || text.Length == 0 || IsOther(text);
    }

    private static string? OtherName(string? told, string called, ApplicationHost? found) =>
        told is null || told.Equals(called, StringComparison.OrdinalIgnoreCase) ? null
        : ApplicationHost.Typed(called) is { } host && host.Name != found?.Name ? host.Name
        : null;

    // Of a name at which an application could be, every other spelling is a way past it: a port that is none, or one with a nought before it.
    private static bool IsOther(string text) =>
        OtherHost().Match(text) is { Success: true } match && ApplicationHost.Typed(match.Groups["name"].Value) is null;

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
        @"\A(?<name>[A-Za-z0-9._-]*[A-Za-z0-9_-]|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OtherHost();
}
