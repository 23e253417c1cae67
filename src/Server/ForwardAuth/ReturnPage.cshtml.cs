using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Server.Web;

namespace Sallyport.Server.ForwardAuth;

/// <summary>On the host of an application: takes the code, sets the cookie of this host, and leads to the page that was asked for.</summary>
public sealed class ReturnPage(CarrySession verb, CookieNames cookies, Current current) : PageModel
{
    internal const string Path = "/.sallyport/return";

    internal const string Style =
        "body{font:1rem/1.55 system-ui,sans-serif;margin:0}main{max-width:27rem;margin:12vh auto;padding:0 1.5rem}h1{font-size:1.75rem;line-height:1.25}";

    // This one style by its digest, and nothing else.
    private static readonly string OnlyStyle =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // A token: 32 bytes as base64url.
    private const int TokenLength = 43;

    public async Task<IActionResult> OnGetAsync(string? code)
    {
        var starter = Starter(Request, cookies);
        // Spent also where the browser is the wrong one: what came to the wrong place is no secret any more.
        var carried = await verb.Accept(
            current.Origin,
            code ?? "",
            current.Host.ToLowerInvariant(),
            starter ?? "",
            HttpContext.RequestAborted
        );
        if (starter is null || carried is null)
        {
            Response.StatusCode = StatusCodes.Status403Forbidden;
            Response.Headers[ForwardAnswer.ReasonHeader] = "code_refused";
            Response.Headers.ContentSecurityPolicy = OnlyStyle;
            return Page();
        }
        Response.Cookies.Append(cookies.Forward, carried.Token, cookies.ForSession());
        Response.Cookies.Delete(cookies.ForwardStart, cookies.ForSession());
        return Redirect(carried.ReturnTo);
    }

    internal static string? Starter(HttpRequest request, CookieNames cookies) =>
        request.Cookies[cookies.ForwardStart] is { Length: TokenLength } starter ? starter : null;
}
