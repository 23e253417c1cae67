using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.SignIn;

/// <summary>Behind the link in a notice: one button that freezes the account. Opening the page changes nothing.</summary>
public sealed class FreezePage(FreezeAccount verb, Current current, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(Name = "token", SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>Whose link it is; null where it opens nothing.</summary>
    public string? Login { get; private set; }
    public string Company { get; private set; } = "";
    public string Support { get; private set; } = "";
    public bool IsFrozen { get; private set; }

    public async Task OnGetAsync(string? done)
    {
        IsFrozen = done is not null;
        Support = texts["your administrator"];
        if (!IsFrozen)
            await Show();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await verb.Freeze(current.Caller, Token, HttpContext.RequestAborted))
            return Redirect("/freeze?done=1");
        return Page();
    }

    private async Task Show()
    {
        if (await verb.Find(Token, HttpContext.RequestAborted) is not var (user, account))
            return;
        HttpContext.Features.Set(new Shell(account.Name, account.SupportContact, null, []));
        (Login, Company) = (user.Login, account.Name);
        if (account.SupportContact.Length > 0)
            Support = account.SupportContact;
    }
}
