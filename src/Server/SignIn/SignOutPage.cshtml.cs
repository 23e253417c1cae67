using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Ends the session. A GET only shows the button: another site's picture must not sign anybody out.</summary>
public sealed class SignOutPage(EndSession verb, SessionCookies cookies, Current current) : PageModel
{
    public IActionResult OnGet() => current.Person is null ? Redirect("/sign-in") : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (current.Person is not { } person)
            return Redirect("/sign-in");
        await verb.SignOut(person.Caller, HttpContext.RequestAborted);
        cookies.Clear(Response);
        // Back to the page of the account, by the host name by which the person came (SIGN-12).
        return Redirect("/sign-in?account=" + person.Account.Handle);
    }
}
