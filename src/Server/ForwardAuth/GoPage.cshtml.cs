using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Core.Accounts;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>
/// On Sallyport's host, the way from sign-in to an application. First to the application's host, where the browser gets a cookie by which it is known again;
/// from there back here with that cookie's digest, and then to the application with a code for this browser alone.
/// </summary>
public sealed class GoPage(CarrySession verb, Database database, Settings settings, Current current) : PageModel
{
    private const int DigestLength = 64;

    /// <summary>Where it goes on.</summary>
    public string Next { get; private set; } = "";
    public string Application { get; private set; } = "";
    public string Company => current.Signed.Account.Name;
    public bool IsRefused { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? to, string? starter)
    {
        if (ApplicationAddress.Read(to) is not { } address)
            return NotFound();
        Application = address.Host.ToString();
        return starter is null ? await Begin(address) : await Carry(address, starter);
    }

    private async Task<IActionResult> Begin(ApplicationAddress address)
    {
        if (
            await database.Read(tx => tx.Applications.FindByHost(address.Host.Name), HttpContext.RequestAborted) is not { } found
            || !found.Admits(address, allowsPlainHttp: !settings.IsHttps)
        )
            return NotFound();
        return found.AccountId == current.Caller.AccountId
            ? GoOn($"{address.Origin}{StartEndpoint.Path}?to={Uri.EscapeDataString(address.ToString())}")
            : Refuse();
    }

    private async Task<IActionResult> Carry(ApplicationAddress address, string starter) =>
        starter.Length == DigestLength && starter.All(char.IsAsciiHexDigitLower)
            ? await verb.GiveCode(current.Caller, address, starter, HttpContext.RequestAborted) switch
            {
                GivenCode.Done done => GoOn($"{address.Origin}{ReturnPage.Path}?code={done.Code}"),
                GivenCode.OtherAccount => Refuse(),
                _ => NotFound(),
            }
            : NotFound();

    private PageResult Refuse()
    {
        IsRefused = true;
        Response.StatusCode = StatusCodes.Status403Forbidden;
        Response.Headers[ForwardAnswer.ReasonHeader] = "other_account";
        return Page();
    }

    // Chromium holds form-action to the redirects behind a form as well, and sign-in ends with a form: browsers get a page that goes on by itself.
    private IActionResult GoOn(string next)
    {
        Next = next;
        return Request.Headers.ContainsKey("Sec-Fetch-Mode") ? Page() : Redirect(next);
    }
}
