using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Asks for the second factor, once the password was right.</summary>
public sealed class SecondFactorPage(
    CheckSecondFactor verb,
    FindPending pending,
    SessionCookies cookies,
    Current current,
    StepAnswers answers
) : PageModel
{
    /// <summary>For how many days the browser may be trusted; null: it is not offered.</summary>
    public int? TrustDays { get; private set; }

    public async Task<IActionResult> OnGetAsync() => await Find() is null ? Redirect("/sign-in?ended=1") : Page();

    public async Task<IActionResult> OnPostAsync(string? code, bool trust)
    {
        if (await Find() is not { } waiting)
            return Redirect("/sign-in?ended=1");
        var arrival = new Arrival(current.Host, "", cookies.BrowserId(Request)) { AsksForTrust = trust };
        var answer = await verb.Check(waiting.Token, code ?? "", arrival, current.Caller, HttpContext.RequestAborted);
        if (answers.NextPage(Response, answer) is { } next)
            return Redirect(next);
        var words =
            answer is SignInAnswer.Refused
                ? answers.WrongCode(waiting.Account.SupportContact)
                : answers.Words(Response, answer, waiting.Account.SupportContact, asksForCode: true);
        ModelState.AddModelError("code", words);
        return Page();
    }

    private async Task<WaitingSignIn?> Find()
    {
        var waiting = await pending.Find(HttpContext);
        TrustDays = waiting?.TrustDays;
        return waiting;
    }
}
