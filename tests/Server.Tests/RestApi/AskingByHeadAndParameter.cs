using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>What stands in the first line of a request.</summary>
[Keeps("DOOR-1")]
public sealed class AskingByHeadAndParameter
{
    private const string Longest = "a234567890123456789012345678901234567890123456789012345678901234";

    [Theory]
    [InlineData("/me", HttpStatusCode.OK)]
    [InlineData("/users", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task By_HEAD_it_answers_as_by_GET_and_leaves_the_body_out(string path, HttpStatusCode status)
    {
        await using var server = await TestServer.Start();
        var (_, key) = await ApiKeys.Keys.Of(server, (await ApiProgram.Open(server)).Administrator);
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/v1" + path);
        request.Headers.Add("Authorization", "ApiKey " + key);

        var answer = await browser.Send(request);

        Assert.Equal((status, ""), (answer.Status, answer.Body));
        Assert.Equal(status == HttpStatusCode.OK ? "application/json" : "application/problem+json", answer.ContentType);
    }

    [Theory]
    [InlineData("Limit=1", "parameter_unknown", "Limit")]
    [InlineData(Longest + "5=1", "parameter_unknown", Longest)]
    [InlineData("limit=1&limit=2", "parameter_twice", "limit")]
    [InlineData("limit=many", "parameter_malformed", "limit")]
    [InlineData("offset=-1", "parameter_malformed", "offset")]
    [InlineData("order=age", "parameter_malformed", "order")]
    public async Task A_parameter_is_taken_exactly_or_named(string query, string code, string parameter)
    {
        await using var server = await TestServer.Start();
        using var program = await ApiProgram.WithKey(server, (await ApiProgram.Open(server)).Administrator);

        var answer = await program.Send("GET", "/users?" + query);

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
        Assert.Equal(parameter, answer.Json!["errors"]?[0]!["member"]!.GetValue<string>());
    }
}
