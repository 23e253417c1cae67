using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Sallyport.Server.Web;

/// <summary>The bare address leads to one's own page, and from there to sign-in where nobody is signed in.</summary>
public sealed class Home : PageModel
{
    public IActionResult OnGet() => Redirect("/me");
}
