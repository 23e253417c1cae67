using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Core.SignIn;

namespace Sallyport.Server.Web;

/// <summary>The language switch in the footer: remembered in this browser.</summary>
public sealed class ChooseLanguage(CookieNames cookies) : PageModel
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    public IActionResult OnGet() => Redirect(ReturnAddress.Home);

    public IActionResult OnPost(string? language, string? returnTo)
    {
        if (language is not null && WebModule.Languages.Contains(language, StringComparer.Ordinal))
            Response.Cookies.Append(
                cookies.Culture,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
                cookies.Lasting(Life)
            );
        return Redirect(ReturnAddress.IsHere(returnTo) ? returnTo! : ReturnAddress.Home);
    }
}
