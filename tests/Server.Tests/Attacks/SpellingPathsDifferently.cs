using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>
/// An attack on the seam between a proxy that chooses a rule by a path and an application that reads the path again: a key that may not reach <c>/admin</c> tries
/// every spelling of it, through each proxy of docs/forward-auth.md.
/// </summary>
[Keeps("DOOR-2")]
public sealed class SpellingPathsDifferently
{
    private static readonly string[] Spellings =
    [
        "/admin",
        "/admin/",
        "/admin/users",
        "/ADMIN",
        "/Admin/users",
        "/aDmIn",
        "/admin?x=1",
        "/admin#x",
        "/admin.",
        "/admin./",
        "/admin;",
        "/admin;x=1/users",
        "/admin%3b/users",
        "/;/admin",
        "/x;/../admin",
        "//admin",
        "///admin",
        "/x//admin",
        "/./admin",
        "/x/./../admin",
        "/x/../admin",
        "/x/y/../../admin",
        "/x/..;/admin",
        "/..;/admin",
        "/%2e/admin",
        "/%2E/admin",
        "/x/%2e%2e/admin",
        "/x/%2E%2E/admin",
        "/x/.%2e/admin",
        "/x/%2e./admin",
        "/x/%2e%2e%2fadmin",
        "/x%2f..%2fadmin",
        "/x/..%2fadmin",
        "/%2fadmin",
        "/%2Fadmin",
        "/admin%2fusers",
        "/admin%2Fusers",
        "/%5cadmin",
        "/\\admin",
        "/x\\..\\admin",
        "/x/..\\admin",
        "/x%5c..%5cadmin",
        "/x/..%5cadmin",
        "/%61dmin",
        "/%61%64%6d%69%6e",
        "/adm%69n",
        "/%41DMIN",
        "/a%64min/users",
        "/%2561dmin",
        "/x/%252e%252e/admin",
        "/%252fadmin",
        "/x/%25%32%65%25%32%65/admin",
        "/admin%00",
        "/admin%00.css",
        "/%00/admin",
        "/admin%0a",
        "/admin%0d%0a",
        "/admin%09",
        "/%09admin",
        "/admin%20",
        "/%20admin",
        "/admin%7f",
        "/x/%c0%ae%c0%ae/admin",
        "/%c0%afadmin",
        "/%e0%80%afadmin",
        "/%ef%bc%8fadmin",
        "/%ef%bd%81dmin",
        "/x/%ef%bc%8e%ef%bc%8e/admin",
        "/%u002e/admin",
        "/%u0061dmin",
        "/admin%",
        "/admin%zz",
        "/admin%2",
        "/admin/../admin",
        "/admin/..",
        "/admin/%2e%2e/admin/",
        "/x/../../admin",
        "/../admin",
        "/%2e%2e/admin",
        "/.%00./admin",
        "/.../admin",
        "admin",
        "x/../admin",
        "*",
        "http://app.localhost/admin",
        "http://app.localhost//admin",
        "http://app.localhost/x/../admin",
        "http://other.test/admin",
        "HTTP://app.localhost/admin",
        "//app.localhost/admin",
        "/admin\t",
        "/admin,x",
        "/x/\t../admin",
        "/\u00e4/../admin",
    ];

    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task No_spelling_passes_where_the_plain_path_does_not(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (_, _, line) = await all.Key();
        Assert.True((await all.Get("/plain", line)).Passed);
        Assert.True(Spellings.Length >= 80);
        var reached = new List<string>();

        foreach (var spelling in Spellings)
        foreach (var lines in new[] { new[] { line }, [] })
            if (await all.Get(spelling, lines) is { Passed: true } answer && (lines.Length == 0 || MayBeAdmin(answer.Target)))
                reached.Add($"{spelling} as {answer.Target}, {(lines.Length == 0 ? "by nobody" : "by the key")}");

        Assert.True(reached.Count == 0, string.Join('\n', reached));
    }

    // Whether any program that might stand there, however it reads, would take this for the place in question.
    private static bool MayBeAdmin(string target)
    {
        var text = target.Contains("://", StringComparison.Ordinal) ? new Uri(target).PathAndQuery : target;
        for (var decodings = 0; decodings < 4; decodings++)
        {
            foreach (var reading in new[] { text, text.Split('?', '#')[0], text.Split(';')[0], Without(text, ';') })
                if (Resolved(reading).TrimStart('/', ' ', '\t').StartsWith("admin", StringComparison.OrdinalIgnoreCase))
                    return true;
            text = Uri.UnescapeDataString(text)
                .Normalize(System.Text.NormalizationForm.FormKC)
                .Replace('\\', '/')
                .Replace("\0", "", StringComparison.Ordinal);
        }
        return false;
    }

    // "a;x/b" without parameters is "a/b".
    private static string Without(string path, char mark) =>
        string.Join('/', path.Split('/').Select(segment => segment.Split(mark)[0]));

    private static string Resolved(string path)
    {
        var left = new Stack<string>();
        foreach (var segment in path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (segment == "..")
                left.TryPop(out _);
            else if (segment != ".")
                left.Push(segment);
        return string.Join('/', left.Reverse());
    }
}
