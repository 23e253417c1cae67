using Microsoft.AspNetCore.Routing;
using Sallyport.Server.RestApi;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>docs/rest-api.md has every route with what it asks, and every problem with its status.</summary>
[Keeps("DOOR-1")]
public sealed class DocumentedApi
{
    [Fact]
    public void Every_problem_has_its_row() =>
        Assert.Equal(
            Enum.GetValues<ProblemCode>()
                .Select(code => $"| `{Core.Common.Words.Snake(code)}` | {Problems.StatusOf(code)} | {ProblemTitles.Of(code)} |"),
            Rows("## Problems")
        );

    [Fact]
    public void No_two_problems_have_the_same_words() => Assert.Distinct(Enum.GetValues<ProblemCode>().Select(ProblemTitles.Of));

    [Fact]
    public async Task Every_route_has_its_row()
    {
        await using var server = await TestServer.Start();

        var routes =
            from endpoint in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let rule = endpoint.Metadata.GetMetadata<RestRule>()
            where rule is not null
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
            select $"| `{method} {endpoint.RoutePattern.RawText!["/api/v1".Length..]}` | {Asked(rule)} | {Permission(rule)} |";

        Assert.Equal(routes.Order(StringComparer.Ordinal), Rows("## Routes").Order(StringComparer.Ordinal));
    }

    private static string Asked(RestRule rule) =>
        rule.IsPublic ? "nothing" : string.Join(", ", Words(rule).DefaultIfEmpty("any"));

    private static IEnumerable<string> Words(RestRule rule)
    {
        if (rule.SessionOnly)
            yield return "session";
        if (rule.AsksProof)
            yield return "proof";
    }

    private static string Permission(RestRule rule) => rule.Permission is { } one ? $"`{Core.Common.Words.Upper(one)}`" : "–";

    private static IEnumerable<string> Rows(string heading) =>
        File.ReadLines(Repository.File("docs/rest-api.md"))
            .SkipWhile(line => line != heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));
}
