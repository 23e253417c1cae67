using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An attack by whoever has a right of some kind and wants another one: through each proxy of docs/forward-auth.md, by what its recipe might hand on.</summary>
[Keeps("DOOR-2")]
public sealed class SlippingPastAProxy
{
    /// <summary>Another company's key passes at hosts that nobody registered: naming such a host must not lead to this company's application.</summary>
    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task By_the_name_of_another_host_no_key_of_another_company_reaches_the_application(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var stranger = (await all.Server.Given.Account("hosting")).Administrator;
        var line = "Authorization: ApiKey " + (await Keys.Of(all.Server, stranger)).Text;
        var (_, _, right) = await all.Key();
        var port = all.Proxy.Port;
        Assert.True((await all.Get("/", right)).Passed);
        (string Host, string Target)[] ways =
        [
            (all.Host, "/"),
            ("other.localhost", "/"),
            ($"other.localhost:{port}", "/"),
            ($"app.localhost.:{port}", "/"),
            ($"x.app.localhost:{port}", "/"),
            ($"127.0.0.1:{port}", "/"),
            ($"[::1]:{port}", "/"),
            ("app.localhost:99999", "/"),
            ("", "/"),
            ("other.localhost", $"http://{all.Host}/"),
            (all.Host, "http://other.localhost/"),
        ];

        foreach (var (host, target) in ways)
        {
            var answer = await RawHttp.Get(port, host, target, line);
            Assert.False(answer.Passed, $"{host} {target}: {answer}");
        }
    }

    /// <summary>The rule was chosen by the path: an application that believes another one from a header would serve what nobody asked about.</summary>
    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task No_other_path_and_no_other_address_arrives_in_a_header(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (_, _, line) = await all.Key();
        string[] names = ["X-Original-URL", "X-Original-URI", "X-Rewrite-URL", "X-Forwarded-Uri"];

        var answer = await all.Get(
            "/plain",
            [line, .. names.Select(name => $"{name}: /admin"), "X-Forwarded-For: 10.0.0.7", "X-Forwarded-Host: evil.test"]
        );

        Assert.True(answer.Passed, answer.ToString());
        Assert.DoesNotContain("/admin", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.7", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.test", answer.Body, StringComparison.Ordinal);
    }

    /// <summary>A header that Connection names is taken away at the next hop (RFC 9110, 7.6.1): an application that finds no user might take the caller for its own.</summary>
    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task Nobody_takes_an_identity_header_away_by_calling_it_the_hop_s_own(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (ben, key, line) = await all.Key();

        var answer = await all.Get("/", line, "Connection: Remote-User, Remote-Permissions, Remote-Key");

        if (answer.Passed)
            Assert.Equal(
                (ben.User.Login, key.Id, 1),
                (Single(answer, "Remote-User"), Single(answer, "Remote-Key"), answer.Got("Remote-Permissions").Count)
            );
    }

    /// <summary>A neighbouring host sets cookies of the same names: the one that counts must not reach the application beside them.</summary>
    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task Cookies_of_a_neighbour_carry_none_of_ours_to_the_application(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (_, _, line) = await all.Key();
        string[] lines =
        [
            "__Host-fwd=REAL; fwd=x; theme=dark",
            "fwd=REAL; a=1; fwd=y; theme=dark",
            "theme=dark; __Host-fwdstart=REAL; fwdstart=1; fwd=2; fwd=3",
            "theme=dark;fwd=REAL;fwd=1;fwd=2;__Host-fwd=REAL",
        ];

        foreach (var cookies in lines)
        {
            var answer = await all.Get("/", line, "Cookie: " + cookies);
            Assert.True(answer.Passed, answer.ToString());
            Assert.DoesNotContain("REAL", answer.Body, StringComparison.Ordinal);
        }
        var plain = await all.Get("/", line, "Cookie: theme=dark; fwd=REAL; b=2");
        Assert.Contains("theme=dark", plain.Body, StringComparison.Ordinal);
        Assert.Contains("b=2", plain.Body, StringComparison.Ordinal);
    }

    private static string Single(RawAnswer answer, string name) => Assert.Single(answer.Got(name));
}
