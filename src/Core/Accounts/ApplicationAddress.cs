using System.Text.RegularExpressions;

namespace Sallyport.Core.Accounts;

/// <summary>
/// The whole address of a page of an application. Read letter by letter and not by a parser of addresses: what this grammar takes, every browser reads in the
/// same way (SIGN-8).
/// </summary>
/// <param name="IsHttps">Else http.</param>
/// <param name="Host">Where.</param>
/// <param name="Path">Path and query, as they were; at least <c>/</c>.</param>
public sealed partial record ApplicationAddress(bool IsHttps, ApplicationHost Host, string Path)
{
    private const int Longest = 8000;
    private const int HttpsPort = 443;
    private const int HttpPort = 80;

    /// <summary>The one that it has, else the one that its scheme means.</summary>
    public int Port => Host.Port ?? (IsHttps ? HttpsPort : HttpPort);

    public string Origin => (IsHttps ? "https://" : "http://") + Host;

    public override string ToString() => Origin + Path;

    /// <summary>Null for what is no such address.</summary>
    public static ApplicationAddress? Read(string? text) =>
        text is { Length: <= Longest }
        && Grammar().Match(text) is { Success: true } match
        && ApplicationHost.Exact(match.Groups["host"].Value) is { } host
            ? new ApplicationAddress(
                match.Groups["scheme"].Value == "https",
                host,
                match.Groups["path"].Value is { Length: > 0 } path ? path : "/"
            )
            : null;

    // No user before the host, no fragment, no backslash (browsers read it as a slash), nothing but visible ASCII.
    [GeneratedRegex(
        @"\A(?<scheme>https?)://(?<host>[a-z0-9.-]+(:[0-9]{1,5})?)(?<path>/[!-""$-\[\]-~]*)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Grammar();
}
