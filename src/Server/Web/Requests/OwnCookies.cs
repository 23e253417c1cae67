using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Sallyport.Server.Web.Requests;

/// <summary>
/// The cookies of a request that are ours, each by its exact name. The framework ignores case and takes the last of several, so that a neighbouring host could set
/// <c>__HOST-sid</c>, or a second <c>sid</c> for the whole domain, and choose what is read (cookie tossing). A name that comes twice counts as absent.
/// </summary>
public sealed class OwnCookies : IRequestCookieCollection
{
    private readonly Dictionary<string, string> found = new(StringComparer.Ordinal);
    private readonly HashSet<string> repeated = new(StringComparer.Ordinal);

    private OwnCookies(StringValues lines, IReadOnlyCollection<string> names)
    {
        foreach (var line in lines)
        foreach (var part in line.AsSpan().Split(';'))
        {
            var pair = line.AsSpan(part).Trim();
            if (pair.IndexOf('=') is > 0 and var at && NameOf(pair[..at], names) is { } name)
                Add(name, pair[(at + 1)..].ToString());
        }
    }

    /// <summary>Names of ours that came more than once.</summary>
    public IReadOnlyCollection<string> Repeated => repeated;

    public int Count => found.Count;

    public ICollection<string> Keys => found.Keys;

    public string? this[string key] => found.GetValueOrDefault(key);

    public static OwnCookies Read(HttpRequest request, CookieNames names) => new(request.Headers.Cookie, names.All);

    /// <summary>From here on every reader of the request's cookies, the framework's own too, sees these alone. The answer deletes what came twice.</summary>
    public static void Use(IApplicationBuilder app)
    {
        var names = app.ApplicationServices.GetRequiredService<CookieNames>();
        app.Use(
            (http, next) =>
            {
                var cookies = Read(http.Request, names);
                http.Features.Set<IRequestCookiesFeature>(new RequestCookiesFeature(cookies));
                // First, so that a cookie that this answer sets stays.
                foreach (var name in cookies.Repeated)
                    RepeatedCookie.Delete(http, name);
                return next(http);
            }
        );
    }

    public bool ContainsKey(string key) => found.ContainsKey(key);

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => found.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => found.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(string name, string value)
    {
        if (repeated.Contains(name))
            return;
        // Written escaped by the framework, which escapes more than the tokens need.
        if (found.TryAdd(name, Uri.UnescapeDataString(value)))
            return;
        found.Remove(name);
        repeated.Add(name);
    }

    private static string? NameOf(ReadOnlySpan<char> typed, IReadOnlyCollection<string> names)
    {
        foreach (var name in names)
            if (typed.SequenceEqual(name))
                return name;
        return null;
    }
}
