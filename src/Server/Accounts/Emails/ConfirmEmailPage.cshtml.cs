using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Accounts.Emails;

/// <summary>Behind the link to a new address: one button that makes it the user's. Opening the page changes nothing.</summary>
public sealed class ConfirmEmailPage(ConfirmEmail verb, Current current, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(Name = "token", SupportsGet = true)]
    public string Token { get; set; } = "";

    /// <summary>What is to be confirmed; null where the link opens nothing.</summary>
    public string? Address { get; private set; }
    public string Login { get; private set; } = "";
    public string Company { get; private set; } = "";
    public bool IsDone { get; private set; }

    public async Task OnGetAsync(string? done)
    {
        IsDone = done is not null;
        if (!IsDone)
            await Show();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        switch (await verb.Confirm(current.Caller, Token, HttpContext.RequestAborted))
        {
            case ConfirmedEmail.Done:
                return Redirect("/confirm-email?done=1");
            case ConfirmedEmail.Taken:
                await Show();
                ModelState.AddModelError(
                    "",
                    texts["Someone else uses this address now. Choose another one, or ask {0}.", Support]
                );
                break;
            case ConfirmedEmail.LinkGone:
                break;
        }
        return Page();
    }

    private string Support { get; set; } = "";

    private async Task Show()
    {
        if (await verb.Find(Token, HttpContext.RequestAborted) is not var (user, account, change))
            return;
        HttpContext.Features.Set(new Shell(account.Name, account.SupportContact, null, []));
        (Address, Login, Company) = (change.Email, user.Login, account.Name);
        Support = account.SupportContact.Length > 0 ? account.SupportContact : texts["your administrator"];
    }
}
