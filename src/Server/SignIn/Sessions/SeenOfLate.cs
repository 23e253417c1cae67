using System.Collections.Concurrent;

namespace Sallyport.Server.SignIn.Sessions;

/// <summary>
/// Cookies and bearers that this node saw good a short while ago. It lets nobody in: it says whose requests come first when more ask for the database than it has
/// connections, before the database itself can say so.
/// </summary>
public sealed class SeenOfLate
{
    // Longer than people sit at one page, and shorter than a stolen cookie is worth keeping for this alone.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

    // Some ten megabytes. Only sessions that were good get here.
    private const int Most = 50_000;
    private readonly ConcurrentDictionary<string, long> seen = new(StringComparer.Ordinal);

    public bool Has(string tokenDigest) =>
        seen.TryGetValue(tokenDigest, out var at) && Environment.TickCount64 - at < Late.TotalMilliseconds;

    public void Add(string tokenDigest)
    {
        if (seen.Count >= Most && !seen.ContainsKey(tokenDigest))
            seen.Clear();
        seen[tokenDigest] = Environment.TickCount64;
    }
}
