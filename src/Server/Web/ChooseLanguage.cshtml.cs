using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Core.SignIn;

namespace Sallyport.Server.Web;

/// <summary>The language switch in the footer: remembered in this browser; for who is signed in it wins until sign-out over the language kept with the user.</summary>
public sealed class ChooseLanguage(CookieNames cookies, Current current) : PageModel
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    public IActionResult OnGet() => Redirect(ReturnAddress.Home);

    public IActionResult OnPost(string? language, string? returnTo)
    {
        if (language is not null && WebModule.Languages.Contains(language, StringComparer.Ordinal))
            Remember(CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)));
        return Redirect(ReturnAddress.IsHere(returnTo) ? returnTo! : ReturnAddress.Home);
    }

    private void Remember(string value)
    {
        Response.Cookies.Append(cookies.Culture, value, cookies.Lasting(Life));
        if (current.Person is not null)
            Response.Cookies.Append(cookies.CultureNow, value, cookies.ForSession());
    }
}
