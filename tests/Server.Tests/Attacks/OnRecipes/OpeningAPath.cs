using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks.OnRecipes;

/// <summary>An operator opens a path to everybody by the word "public": it opens that path and no other, and nobody names himself there either.</summary>
[Keeps("DOOR-2")]
public sealed class OpeningAPath
{
    private static readonly Dictionary<string, Func<string, string>> Edits = new()
    {
        [RunningProxy.Nginx] = EditedRecipe.Instead(
            "    default none;\n",
            "    default none;\n    \"~^app\\.acme\\.test/health(/|$)\" public;\n"
        ),
        [RunningProxy.Caddy] = EditedRecipe.Instead(
            "\timport sallyport access=API\n",
            "\timport sallyport access=API\n\timport sallyport_public ^/health(/|$)\n"
        ),
        [RunningProxy.HaProxy] = EditedRecipe.Instead(
            "    http-request lua.sallyport access=API if !admin !sallyport\n",
            "    acl health path -m reg ^/health(/|$)\n    http-request lua.sallyport public if health\n    http-request lua.sallyport access=API if !admin !sallyport !health\n"
        ),
    };

    private static readonly string[] Others =
    [
        "/health/..;/plain",
        "/health/../plain",
        "/health/..",
        "/health/%2e%2e/plain",
        "/health/.%2e/plain",
        "/health%2f..%2fplain",
        "/health/%2e%2e%2fplain",
        "/health/..%5cplain",
        "/health/..\\plain",
        "/health/;/plain",
        "/health//plain",
        "/health/./plain",
        "/health/x.",
        "/health/%00",
        "/health/x%20",
        "/health%3b/plain",
        "//health",
        "/x/../health/../plain",
        "/healthy",
        "/plain?/health/",
        "/plain#/health/",
        "/admin/health",
        "http://app.localhost/health/../plain",
        "health/../plain",
    ];

    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task That_path_is_open_without_an_identity_and_no_spelling_opens_another(string kind)
    {
        await using var all = await BehindAProxy.Start(kind, Edits[kind]);
        var (_, _, line) = await all.Key();

        foreach (var lines in ForgedHeaders.Short)
        foreach (var path in new[] { "/health", "/health/live.json?x=1" })
        {
            var answer = await all.Get(path, [line, "Cookie: fwd=REAL; theme=dark", .. lines]);
            Assert.True(answer.Passed, answer.ToString());
            Assert.Equal(path, answer.Target);
            foreach (var trace in new[] { ForgedHeaders.Value, "REAL", line.Split(' ')[^1] })
                Assert.DoesNotContain(trace, answer.Body, StringComparison.Ordinal);
            Assert.All(answer.AsVariables("REMOTE_USER"), value => Assert.Equal("", value));
        }
        foreach (var target in Others)
            Assert.False((await all.Get(target)).Passed, target);
        Assert.True((await all.Get("/plain", line)).Passed);
    }
}
