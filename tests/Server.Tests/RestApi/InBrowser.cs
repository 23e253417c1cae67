using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>The REST API as a script in a signed-in browser calls it.</summary>
internal static class InBrowser
{
    public static (string, string) OwnOrigin(TestServer server) => ("Origin", server.Address.GetLeftPart(UriPartial.Authority));

    public static async Task<Answer> Send(
        Browser browser,
        string method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        if (method is "POST" or "PUT" or "PATCH")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var page = await browser.Send(request);
        var json = page.ContentType.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(page.Body) : null;
        return new Answer(page.Status, page.ContentType, page.Headers, json, page.Body);
    }
}
