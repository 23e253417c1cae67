using System.Text.Json;
using Sallyport.Core.ApiKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.ApiKeys;

/// <summary>What a program is told where no door has spoken yet: RFC 9457, with a code of docs/api-keys.md.</summary>
internal static class KeyProblem
{
    /// <summary>By the status that the answer has.</summary>
    public static Task Write(HttpContext http, string code, string title)
    {
        var problem = new
        {
            type = new Uri(http.RequestServices.GetRequiredService<Settings>().PublicUrl, "/openapi#" + code),
            title,
            status = http.Response.StatusCode,
            code,
            instance = "urn:request:" + http.TraceIdentifier,
        };
        http.Response.ContentType = "application/problem+json";
        return JsonSerializer.SerializeAsync(http.Response.Body, problem, cancellationToken: http.RequestAborted);
    }

    public static string TitleOf(KeyFlag kind) =>
        kind switch
        {
            KeyFlag.KeyInUrl =>
                "An API key must not stand in an address. Send it in the header Authorization, and renew it: addresses are kept in logs.",
            KeyFlag.PlainHttp =>
                "An API key must not travel without encryption. Send it by https, and renew it: others may have read it.",
        };
}
