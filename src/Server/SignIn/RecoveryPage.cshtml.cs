using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>"Don't know the code?": a recovery code in place of the factor, without leaving the sign-in.</summary>
public sealed class RecoveryPage(
    CheckSecondFactor verb,
    FindPending pending,
    SessionCookies cookies,
    Current current,
    StepAnswers answers,
    IStringLocalizer<Texts> texts
) : PageModel
{
    internal const string Path = "/sign-in/recovery";
    private WaitingSignIn? waiting;

    public string Back => SecondFactorPage.Path + waiting!.Query;

    public bool HasCodes => waiting!.Policy.OffersCodes || waiting.Policy.OffersBackupCode;

    public string Title => texts[HasKeys ? "Sign in without your key" : "Sign in without the app"];

    public string BackWords => texts[HasKeys ? "Back to the second step" : "Back to the code of the app"];

    public string Label =>
        waiting!.Policy switch
        {
            { OffersCodes: true, OffersBackupCode: true } => texts["Recovery code or backup code"],
            { OffersBackupCode: true } => texts["Backup code"],
            _ => texts["Recovery code"],
        };

    public string Lead =>
        waiting!.Policy switch
        {
            { OffersCodes: true, OffersBackupCode: true } when HasKeys => texts[
                "Enter a recovery code, which passes this one sign-in, or your backup code, which removes your keys and apps so that you can set up new ones."
            ],
            { OffersBackupCode: true, OffersCodes: false } when HasKeys => texts[
                "Enter your backup code. It removes your keys and apps, so that you can set up new ones."
            ],
            { OffersCodes: true, OffersBackupCode: true } => texts[
                "Enter a recovery code, which passes this one sign-in, or your backup code, which removes your authenticator app so that you can set up a new one."
            ],
            { OffersCodes: true } => texts["Enter one of the recovery codes that you saved. It passes this one sign-in."],
            { OffersBackupCode: true } => texts[
                "Enter your backup code. It removes your authenticator app, so that you can set up a new one."
            ],
            _ => texts["Your company keeps no recovery codes."],
        };

    public string WhomToAsk =>
        texts[
            HasCodes
                ? "No code left? Ask {0}: they can remove the lost factor for you."
                : "Ask {0}: they can remove the lost factor for you.",
            Contact
        ];

    private bool HasKeys => waiting!.State.Factors.SecurityKeys > 0;

    private string Contact => waiting!.Account.SupportContact is { Length: > 0 } contact ? contact : texts["your administrator"];

    public async Task<IActionResult> OnGetAsync()
    {
        waiting = await pending.Find(HttpContext);
        // The password comes first: without it nothing here would be safe to offer.
        return waiting is not null ? Page() : Redirect(current.Person is null ? "/sign-in" : await pending.Instead(HttpContext));
    }

    public async Task<IActionResult> OnPostAsync(string? code)
    {
        waiting = await pending.Find(HttpContext);
        if (waiting is null)
            return Redirect(await pending.Instead(HttpContext));
        var arrival = new Arrival(current.Host, "", cookies.BrowserId(Request));
        var answer = await verb.Check(
            waiting.Token,
            new SecondProof.Typed(code ?? ""),
            arrival,
            current.Caller,
            HttpContext.RequestAborted
        );
        if (answers.NextPage(Response, answer) is { } next)
            return Redirect(next);
        ModelState.AddModelError("code", Words(answer));
        return Page();
    }

    private string Words(SignInAnswer answer) =>
        answer switch
        {
            SignInAnswer.Refused => texts["This code is wrong. Check it against your list, or ask {0}.", Contact],
            SignInAnswer.CodeAlreadyUsed => texts["This code was used already. Take another one."],
            _ => answers.Words(Response, answer, Contact, asksForCode: true),
        };
}
