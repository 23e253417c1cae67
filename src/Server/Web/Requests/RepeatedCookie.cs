namespace Sallyport.Server.Web.Requests;

/// <summary>
/// Deletes a cookie that came more than once. A cookie is known by its name, domain and path, and a request tells the name alone: every domain and path
/// that this request could have had it from is tried.
/// </summary>
internal static class RepeatedCookie
{
    // A browser keeps few cookies of one name, and an answer's headers have an end.
    private const int MostPaths = 7;
    private const int MostDomains = 4;

    public static void Delete(HttpContext http, string name)
    {
        foreach (var path in Paths(http.Request.Path.Value ?? "/").Take(MostPaths))
        foreach (var domain in Domains(http.Request.Host.Host).Take(MostDomains))
            http.Response.Headers.Append("Set-Cookie", Expired(name, path, domain, http.Request.IsHttps));
    }

    private static string Expired(string name, string path, string? domain, bool isHttps) =>
        $"{name}=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path={path}"
        + (domain is null ? "" : "; domain=" + domain)
        + (isHttps ? "; secure" : "")
        + "; samesite=lax; httponly";

    // "/", "/me", "/me/", "/me/security": a path with a slash at its end is another one to browsers.
    private static IEnumerable<string> Paths(string path)
    {
        yield return "/";
        for (var at = path.IndexOf('/', 1); at > 0; at = path.IndexOf('/', at + 1))
        {
            yield return Uri.EscapeDataString(path[..at]).Replace("%2F", "/", StringComparison.Ordinal);
            yield return Uri.EscapeDataString(path[..(at + 1)]).Replace("%2F", "/", StringComparison.Ordinal);
        }
        if (path.Length > 1 && path[^1] != '/')
            yield return Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal);
    }

    // Null: of this host alone. Browsers refuse a domain that is a public suffix.
    private static IEnumerable<string?> Domains(string host)
    {
        yield return null;
        if (!host.Contains('.', StringComparison.Ordinal) || System.Net.IPAddress.TryParse(host, out _))
            yield break;
        for (
            var name = host;
            name.Contains('.', StringComparison.Ordinal);
            name = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]
        )
            yield return name;
    }
}
