using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Changes one's own password.</summary>
public sealed class PasswordPage(
    ChangeOwnPassword verb,
    SessionCookies cookies,
    RaiseSession session,
    Current current,
    StepAnswers answers,
    UserFaultTexts faults,
    IStringLocalizer<Texts> texts
) : PageModel
{
    public string Login => current.Signed.User.Login;
    public bool IsDue => current.Signed.MustChangePassword;
    public int Minimum => PasswordRule.MinimumFor(current.Signed.Demand.IsRequired);

    /// <summary>Set once it is changed.</summary>
    public int? EndedSessions { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? oldPassword, string? password, string? passwordAgain)
    {
        if (password != passwordAgain)
        {
            ModelState.AddModelError("passwordAgain", texts["The two passwords differ. Nothing was changed; type both again."]);
            return Page();
        }
        var answer = await verb.Change(
            current.Caller,
            oldPassword ?? "",
            password ?? "",
            cookies.BrowserId(Request),
            HttpContext.RequestAborted
        );
        if (answer is ChangedPassword.Done done)
        {
            session.Give(Response, done.Token);
            return Redirect($"/me/security/password?ended={done.SessionsEnded}");
        }
        Show(answer);
        return Page();
    }

    public void OnGet(int? ended) => EndedSessions = ended;

    private void Show(ChangedPassword answer)
    {
        var support = current.Signed.Account.SupportContact;
        var (field, words) = answer switch
        {
            ChangedPassword.OldOneWrong => ("oldPassword", texts["This is not your present password."].Value),
            ChangedPassword.SameAsBefore => (
                "password",
                texts["This is the password that you have already. Choose another one."]
            ),
            ChangedPassword.Unfit unfit => ("password", faults.Words(unfit.Why)),
            ChangedPassword.TooMany { Until: var until } => (
                "",
                answers.Words(Response, new SignInAnswer.TooMany(until), support, asksForCode: false)
            ),
            _ => ("", answers.Words(Response, new SignInAnswer.Busy(), support, asksForCode: false)),
        };
        ModelState.AddModelError(field, words);
    }
}
