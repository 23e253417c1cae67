using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.ForwardAuth;

/// <summary>On the host of an application: takes the code, sets the cookie of this host, and leads to the page that was asked for.</summary>
public sealed class ReturnPage(CarrySession verb, CookieNames cookies, Current current) : PageModel
{
    internal const string Path = StandingAlone.Folder + "/return";

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
            return Page();
        }
        Response.Cookies.Append(cookies.Forward, carried.Token, cookies.ForSession());
        Response.Cookies.Delete(cookies.ForwardStart, cookies.ForSession());
        return Redirect(carried.ReturnTo);
    }

    internal static string? Starter(HttpRequest request, CookieNames cookies) =>
        request.Cookies[cookies.ForwardStart] is { Length: TokenLength } starter ? starter : null;
}
