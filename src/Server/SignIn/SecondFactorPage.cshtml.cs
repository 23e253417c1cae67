using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.SignIn;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Asks for the second factor, once the password was right: the strongest that the person has first, the others behind "Try another way" (SIGN-4).</summary>
public sealed class SecondFactorPage(
    CheckSecondFactor verb,
    FindPending pending,
    AskOwnKey ask,
    SessionCookies cookies,
    Current current,
    StepAnswers answers,
    TimeProvider clock,
    IStringLocalizer<Texts> texts
) : PageModel
{
    internal const string Path = "/sign-in/second-factor";
    private WaitingSignIn? waiting;

    /// <summary>This page of this tab's sign-in, and of the same sign-in the one for recovery codes.</summary>
    public string Here => Path + waiting!.Query;
    public string Recovery => RecoveryPage.Path + waiting!.Query;

    /// <summary>The question for a key; null where the person has none that answers here.</summary>
    public AskedKey? Key { get; private set; }

    /// <summary>A code was tried: its form stays in sight.</summary>
    public bool HasTypedCode { get; private set; }

    public bool HasCode =>
        waiting!.State is { Factors: { Apps: var apps, TrialApps: var trials } factors, Demand: var demand }
        && apps + trials > 0
        && !demand.RefusesCodes(factors, clock.GetUtcNow());

    public bool HasWay => Key is not null || HasCode;

    /// <summary>For how many days the browser may be trusted; null: it is not offered.</summary>
    public int? TrustDays => waiting!.TrustDays;

    public string Lead =>
        Key is not null
            ? texts[
                "Use your security key: plug it in or hold it to your device, and touch it. It can also be this device, or your phone."
            ]
        : HasCode ? texts["Open your authenticator app and enter the code that it shows."]
        : texts["Your security keys do not answer at this address. Open the portal by the address where you registered them."];

    public async Task<IActionResult> OnGetAsync() => await Find() ? await Show() : Redirect(await pending.Instead(HttpContext));

    public async Task<IActionResult> OnPostAsync(string? code, string? ceremony, string? answer, string? trust)
    {
        if (!await Find())
            return Redirect(await pending.Instead(HttpContext));
        // The script sends its form without an answer when the question has run out: a new one is shown.
        if (code is null && string.IsNullOrEmpty(answer))
            return await Show();
        SecondProof given = code is null ? new SecondProof.ByKey(ceremony ?? "", answer!) : new SecondProof.Typed(code);
        var arrival = new Arrival(current.Host, "", cookies.BrowserId(Request)) { AsksForTrust = !string.IsNullOrEmpty(trust) };
        var found = await verb.Check(waiting!.Token, given, arrival, current.Caller, HttpContext.RequestAborted);
        if (answers.NextPage(Response, found) is { } next)
            return Redirect(next);
        HasTypedCode = code is not null;
        ModelState.AddModelError(HasTypedCode ? "code" : "", Words(found));
        return await Show();
    }

    private string Words(SignInAnswer found)
    {
        var support = waiting!.Account.SupportContact;
        if (found is not SignInAnswer.Refused)
            return answers.Words(Response, found, support, asksForCode: true);
        return HasTypedCode ? answers.WrongCode(support) : answers.WrongKey(support);
    }

    private async Task<bool> Find()
    {
        waiting = await pending.Find(HttpContext);
        return waiting is not null;
    }

    private async Task<IActionResult> Show()
    {
        Key = await ask.ForSecondFactor(current.Caller, waiting!, current.Host, HttpContext.RequestAborted);
        return Page();
    }
}
