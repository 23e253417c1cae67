using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.SignIn;

/// <summary>Asks for a link by which a password is chosen, and takes the new password of whoever came by one. Opening the link changes nothing.</summary>
public sealed class ForgottenPage(
    AskForPasswordLink asking,
    ResetPassword resetting,
    Current current,
    StepAnswers answers,
    SessionCookies cookies,
    UserFaultTexts faults,
    IStringLocalizer<Texts> texts
) : PageModel
{
    [BindProperty(Name = "token", SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty(Name = "account", SupportsGet = true)]
    public string Account { get; set; } = "";

    /// <summary>Whose link it is; null where it opens nothing.</summary>
    public string? Login { get; private set; }
    public string? Company { get; private set; }
    public bool IsSent { get; private set; }
    public string Support { get; private set; } = "";
    public string AccountQuery => Account.Length > 0 ? "?account=" + Uri.EscapeDataString(Account) : "";

    public async Task OnGetAsync(string? sent)
    {
        if (Token.Length > 0)
        {
            await ShowLink();
            return;
        }
        var page = await PageAccount.Find(HttpContext, HandleOrNull);
        Support = page.Account?.SupportContact is { Length: > 0 } contact ? contact : texts["your administrator"];
        IsSent = sent is not null;
    }

    public async Task<IActionResult> OnPostAsync(string? login, string? password, string? passwordAgain) =>
        Token.Length > 0 ? await Choose(password ?? "", passwordAgain ?? "") : await Ask(login ?? "");

    private string? HandleOrNull => Account.Length > 0 ? Account : null;

    private async Task<IActionResult> Ask(string login)
    {
        var page = await PageAccount.Find(HttpContext, HandleOrNull);
        if (
            await asking.Ask(login, page.Account, current.Caller, cookies.BrowserId(Request), HttpContext.RequestAborted) is
            { } until
        )
        {
            var words = answers.Words(
                Response,
                new SignInAnswer.TooMany(until),
                page.Account?.SupportContact,
                asksForCode: false
            );
            ModelState.AddModelError("", words);
            return Page();
        }
        return Redirect("/sign-in/forgotten?sent=1" + (Account.Length > 0 ? "&account=" + Uri.EscapeDataString(Account) : ""));
    }

    private async Task<IActionResult> Choose(string password, string passwordAgain)
    {
        if (!await ShowLink())
            return Page();
        if (password != passwordAgain)
        {
            ModelState.AddModelError("passwordAgain", texts["The two passwords differ. Nothing was changed; type both again."]);
            return Page();
        }
        switch (await resetting.Reset(current.Caller, Token, password, HttpContext.RequestAborted))
        {
            case ResetAnswer.Done done:
                return Redirect($"/sign-in?account={done.Account.Handle}&done=password");
            case ResetAnswer.Unfit unfit:
                ModelState.AddModelError("password", faults.Words(unfit.Why));
                break;
            case ResetAnswer.Busy:
                ModelState.AddModelError("", answers.Words(Response, new SignInAnswer.Busy(), null, asksForCode: false));
                break;
            default:
                Login = null;
                break;
        }
        return Page();
    }

    private async Task<bool> ShowLink()
    {
        if (await resetting.Find(Token, HttpContext.RequestAborted) is not var (user, account))
            return false;
        HttpContext.Features.Set(new Shell(account.Name, account.SupportContact, null, []));
        (Login, Company) = (user.Login, account.Name);
        return true;
    }
}
