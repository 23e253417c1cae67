using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Xunit;

namespace Sallyport.Server.Tests.Attacks.OnRecipes;

/// <summary>Everything that a client might say of itself and of its request, sent through a proxy to an application that tells what it got.</summary>
internal static class ForgedHeaders
{
    /// <summary>The value of each; the application gets it under no name.</summary>
    public const string Value = "/admin/mallory";

    /// <summary>All the spellings of all the names, as some application finds them.</summary>
    public static IEnumerable<string[]> All => Spellings.Lines(Recipes.Headers.SelectMany(Spellings.Of), Value);

    /// <summary>Each name once with dashes and once with underscores.</summary>
    public static IEnumerable<string[]> Short =>
        Spellings.Lines(Recipes.Headers.SelectMany(name => new[] { name, name.Replace('-', '_') }), Value);

    /// <summary>Sends them with a key, and finds the key's owner and nothing of what was sent.</summary>
    /// <param name="all">Sallyport and the application.</param>
    /// <param name="proxy">What stands before it.</param>
    /// <param name="requests">The header lines of each request.</param>
    public static async Task LeaveNoTrace(BehindAProxy all, RunningProxy proxy, IEnumerable<string[]> requests)
    {
        var (ben, _, line) = await all.Key();
        var secret = line.Split(' ')[^1];
        foreach (var lines in requests)
        {
            string[] more =
            [
                line,
                "Cookie: theme=dark; __Host-fwd=REAL; __Host-fwdstart=REAL",
                "Connection: close, Remote-User, Remote-Key, Cookie",
            ];
            var answer = await RawHttp.Get(proxy.Port, $"{RunningProxy.HostName}:{proxy.Port}", "/plain", [.. more, .. lines]);
            Assert.True(answer.Passed, $"{lines[0]} …: {answer}");
            foreach (var trace in new[] { Value, secret, "REAL" })
                Assert.False(answer.Body.Contains(trace, StringComparison.Ordinal), $"{trace} in {answer}");
            Assert.Equal([ben.User.Login], answer.AsVariables("REMOTE_USER"));
        }
    }
}
