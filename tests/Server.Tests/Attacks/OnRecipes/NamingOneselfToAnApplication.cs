using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks.OnRecipes;

/// <summary>An attack: a client names itself, another path or another address, by every header that applications believe, in every spelling.</summary>
[Keeps("DOOR-2")]
public sealed class NamingOneselfToAnApplication
{
    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task No_header_of_the_list_arrives_in_any_spelling(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);

        await ForgedHeaders.LeaveNoTrace(all, all.Proxy, ForgedHeaders.All);
    }

    /// <summary>Names that no list has, but that applications read as one of the list's.</summary>
    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task No_header_arrives_whose_name_has_another_mark_than_a_dash(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var names = "_.!#$%&'*+^`|~".SelectMany(mark => new[] { $"X{mark}Mine", $"Remote{mark}User", $"Remote-{mark}User" });

        await ForgedHeaders.LeaveNoTrace(all, all.Proxy, Spellings.Lines(names, ForgedHeaders.Value));
    }

    /// <summary>Twice, among others, and in parts: a proxy that replaces one of them leaves the other.</summary>
    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task No_header_arrives_that_comes_more_than_once(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var names = Recipes.Headers.SelectMany(name => new[] { name, name.ToLowerInvariant(), name, name.ToUpperInvariant() });

        await ForgedHeaders.LeaveNoTrace(all, all.Proxy, Spellings.Lines(names, ForgedHeaders.Value));
    }

    /// <summary>The list is one, and holds what was once forgotten.</summary>
    [Fact]
    public void The_list_names_what_applications_believe()
    {
        string[] forgotten =
        [
            "Remote-User",
            "Remote-Groups",
            "X-Original-URL",
            "X-Original-URI",
            "X-Original-Host",
            "X-Rewrite-URL",
            "X-Forwarded-Uri",
            "X-Forwarded-Prefix",
            "X-Forwarded-For",
            "Forwarded",
            "X-Real-IP",
            "X-HTTP-Method-Override",
            "X-WebAuth-User",
            "Proxy",
        ];

        Assert.Equal(Recipes.Headers.Count, Recipes.Headers.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.True(Recipes.Headers.Count >= 150);
        Assert.Empty(forgotten.Except(Recipes.Headers));
    }

    /// <summary>Recipes that no test runs name the whole list too.</summary>
    [Theory]
    [InlineData("Traefik", "", "")]
    [InlineData("Envoy", "^(?:", ")$")]
    public void Other_recipes_know_the_whole_list(string proxy, string begin, string end)
    {
        var pattern = begin + Recipes.Pattern(proxy) + end;

        Assert.All(
            Recipes.Headers.Except(["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"]).SelectMany(Spellings.Of),
            name => Assert.Matches(pattern, name.ToLowerInvariant())
        );
        Assert.All(
            [
                "accept",
                "cookie",
                "content-type",
                "host",
                "user-agent",
                "x-auth-token",
                "x-request-id",
                "x-csrf-token",
                "x-requested-with",
            ],
            (string name) => Assert.DoesNotMatch(pattern, name)
        );
    }
}
