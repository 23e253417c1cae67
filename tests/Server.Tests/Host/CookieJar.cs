namespace Sallyport.Server.Tests.Host;

/// <summary>A browser's cookies by name. It may be filled by several answers at once.</summary>
public sealed class CookieJar
{
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);
    private readonly HashSet<string> given = new(StringComparer.Ordinal);
    private readonly Lock one = new();

    /// <summary>Every token of a session, a half sign-in, a browser or an application that was ever put here by a server.</summary>
    public IReadOnlyList<string> Given
    {
        get
        {
            lock (one)
                return [.. given];
        }
    }

    public string? this[string name]
    {
        get
        {
            lock (one)
                return cookies.GetValueOrDefault(name);
        }
        set
        {
            lock (one)
                if (value is null)
                    cookies.Remove(name);
                else
                    cookies[name] = value;
        }
    }

    public CookieJar Copy()
    {
        var copy = new CookieJar();
        lock (one)
            foreach (var (name, value) in cookies)
                copy[name] = value;
        return copy;
    }

    internal string Header()
    {
        lock (one)
            return string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"));
    }

    /// <summary>Takes over a <c>Set-Cookie</c> header; one that lies in the past removes.</summary>
    internal void Take(string header)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = (
            parts[0][..parts[0].IndexOf('=', StringComparison.Ordinal)],
            parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..]
        );
        var isGone = parts.Any(p =>
            p.StartsWith("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase)
            || p.Equals("max-age=0", StringComparison.OrdinalIgnoreCase)
        );
        this[name] = isGone ? null : value;
        if (!isGone && name is ("sid" or "login" or "device" or "fwd" or "fwdstart"))
            lock (one)
                given.Add(value);
    }
}
