using System.Text.Json;

namespace Sallyport.Server.ApiKeys;

/// <summary>What a program is told where no door has spoken yet: RFC 9457, with a code of docs/api-keys.md.</summary>
internal static class KeyProblem
{
    /// <summary>By the status that the answer has.</summary>
    public static Task Write(HttpContext http, string code, string title)
    {
        var problem = new
        {
            type = "about:blank",
            title,
            status = http.Response.StatusCode,
            code,
        };
        http.Response.ContentType = "application/problem+json";
        return JsonSerializer.SerializeAsync(http.Response.Body, problem, cancellationToken: http.RequestAborted);
    }
}
