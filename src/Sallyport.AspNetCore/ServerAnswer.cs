using System.Net;
using System.Security.Claims;

namespace Sallyport.AspNetCore;

/// <summary>What the server says to a key.</summary>
/// <param name="Status">200: it passes; 401, 403, 429; 503: nobody knows, and nobody passes.</param>
/// <param name="Code">Why not: a word of the server's documents.</param>
/// <param name="RetryAfter">When to come back; null: it is not said.</param>
/// <param name="Claims">Who it is, where it passes.</param>
internal sealed record ServerAnswer(int Status, string Code, string? RetryAfter, IReadOnlyList<Claim> Claims)
{
    public static ServerAnswer Away { get; } = new(503, "away", "5", []);

    public bool HasPassed => Status == 200;

    /// <summary>The key is good, and another account's.</summary>
    public static ServerAnswer OfOtherAccount { get; } = new(403, "other_account", null, []);

    public string? Account => Claims.FirstOrDefault(claim => claim.Type == SallyportDefaults.AccountClaim)?.Value;

    public static ServerAnswer Read(HttpResponseMessage answer)
    {
        var code = Header(answer, "Sallyport-Reason");
        return answer.StatusCode switch
        {
            HttpStatusCode.OK when Header(answer, "Remote-Key").Length > 0 => new ServerAnswer(200, "", null, ClaimsOf(answer)),
            // Proxies carry no 429; this one does.
            HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests when code == "too_many" => new ServerAnswer(
                429,
                code,
                answer.Headers.RetryAfter?.ToString() ?? "5",
                []
            ),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when code.Length > 0 => new ServerAnswer(
                (int)answer.StatusCode,
                code,
                null,
                []
            ),
            _ => Away,
        };
    }

    private static List<Claim> ClaimsOf(HttpResponseMessage answer)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.Name, Header(answer, "Remote-User")),
            new(ClaimTypes.NameIdentifier, $"{Header(answer, "Remote-Account")}/{Header(answer, "Remote-User")}"),
            new(ClaimTypes.Email, Header(answer, "Remote-Email")),
            new(SallyportDefaults.AccountClaim, Header(answer, "Remote-Account")),
            new(SallyportDefaults.KeyClaim, Header(answer, "Remote-Key")),
        ];
        foreach (var permission in Header(answer, "Remote-Permissions").Split(',', StringSplitOptions.RemoveEmptyEntries))
            claims.Add(new Claim(SallyportDefaults.PermissionClaim, permission));
        return claims;
    }

    // Values are percent-encoded UTF-8.
    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? Uri.UnescapeDataString(values.First()) : "";
}
