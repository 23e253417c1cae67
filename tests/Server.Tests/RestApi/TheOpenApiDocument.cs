using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Common;
using Sallyport.Server.RestApi;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.Routes;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>The document is an approved text: what it says changes only where somebody reads the change.</summary>
[Keeps("DOOR-1")]
public sealed class TheOpenApiDocument
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task It_is_the_approved_one()
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser();

        var page = await browser.Get("/openapi/v1.json");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (page.Status, page.ContentType));
        var text = JsonNode.Parse(page.Body)!.ToJsonString(Readable) + "\n";
        var approved = Repository.File("tests/Server.Tests/RestApi/openapi.approved.json");
        // Look at the difference, and take it over by setting SALLYPORT_APPROVE=1 for one run.
        if (Environment.GetEnvironmentVariable("SALLYPORT_APPROVE") == "1")
            await File.WriteAllTextAsync(approved, text);
        Assert.Equal(await File.ReadAllTextAsync(approved), text);
    }

    [Fact]
    public async Task It_has_every_route_with_examples_and_every_problem()
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser();
        var document = JsonNode.Parse((await browser.Get("/openapi/v1.json")).Body)!;

        var described =
            from path in document["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select $"{operation.Key.ToUpperInvariant()} {path.Key}";
        var served = EveryRoute.Of(server).Where(door => door.IsRest).Select(door => $"{door}");
        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
            Assert.False(
                name.EndsWith("Body", StringComparison.Ordinal)
                    && schema!.ToJsonString().Contains("\"null\"", StringComparison.Ordinal),
                name
            );
        Assert.StartsWith("3.1.", $"{document["openapi"]}", StringComparison.Ordinal);
        foreach (var (path, operations) in document["paths"]!.AsObject())
        foreach (var (method, operation) in operations!.AsObject())
        {
            var name = $"{method} {path}";
            var takesBody = method is "patch" or "put" || operation!["responses"]!["201"] is not null;
            Assert.True(!takesBody || operation!["requestBody"] is not null, name);
            foreach (var content in Contents(operation!))
                Assert.True(content["example"] is not null, $"{name} has a body without an example");
        }
        var problems = document["components"]!["responses"]!
            .AsObject()
            .SelectMany(response => response.Value!["content"]!["application/problem+json"]!["examples"]!.AsObject())
            .Select(example => example.Key);
        Assert.Equal(
            Enum.GetValues<ProblemCode>().Select(Words.Snake).Order(StringComparer.Ordinal),
            problems.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task People_read_it_on_a_page_to_which_every_problem_s_type_leads()
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser();

        var page = await browser.Get("/openapi");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.All(Enum.GetValues<ProblemCode>(), code => Assert.NotEmpty(page.TextsOf("#" + Words.Snake(code))));
        foreach (var door in EveryRoute.Of(server).Where(door => door.IsRest))
            Assert.Contains($"{door}", page.TextsOf("details > summary > strong"));
        Assert.Contains("\"login\": \"zoe\"", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.TextsOf("script:not([src]), style, [style]"));
    }

    private static IEnumerable<JsonNode> Contents(JsonNode operation) =>
        new[] { operation["requestBody"]?["content"]?["application/json"] }
            .Concat(
                operation["responses"]!
                    .AsObject()
                    .Where(response => response.Key.StartsWith('2'))
                    .Select(response => response.Value!["content"]?["application/json"])
            )
            .OfType<JsonNode>();
}
