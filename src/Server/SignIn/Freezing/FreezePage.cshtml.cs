using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.SignIn;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.SignIn.Freezing;

/// <summary>
/// Behind the link in a notice: one button that freezes the account, and afterwards whom to ask; in a former mailbox also the way to take the address back. Opening the page
/// changes nothing.
/// </summary>
public sealed class FreezePage(
    FreezeAccount freeze,
    RestoreEmail restore,
    SessionCookies cookies,
    StepAnswers answers,
    Current current,
    LocalTime times,
    TimeProvider clock,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private FreezeLinkState state = new FreezeLinkState.Gone();

    [BindProperty(Name = "token", SupportsGet = true)]
    public string Token { get; set; } = "";

    public bool IsOpen => state is FreezeLinkState.Open;
    public bool IsUsed => state is FreezeLinkState.Used;
    public bool IsRestored { get; private set; }
    public User Owner { get; private set; } = null!;
    public string Company { get; private set; } = "";
    public string Support { get; private set; } = "";

    /// <summary>The question for a key; null where there is none to ask.</summary>
    public AskedKey? Key { get; private set; }

    /// <summary>The change that can be undone here; null: none.</summary>
    public EmailChange? Undoable => Offer?.Change;
    public string ChangedOn => times.Text(Undoable!.ConfirmedAt);
    public bool AsksForFactor => Offer!.State.Factors.MfaOn;

    public bool AsksForCode =>
        Offer!.State is { Factors: var factors, Demand: var demand }
        && factors.Apps > 0
        && !demand.RefusesCodes(factors, clock.GetUtcNow());

    private RestoreOffer? Offer => (state as FreezeLinkState.Used)?.Offer;

    public async Task OnGetAsync(string? restored)
    {
        IsRestored = restored is not null;
        await Show();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await freeze.Freeze(current.Caller, Token, HttpContext.RequestAborted);
        return Redirect(Address);
    }

    public async Task<IActionResult> OnPostRestoreAsync(string? code, string? ceremony, string? answer)
    {
        SecondProof? given =
            code is not null ? new SecondProof.Typed(code)
            : !string.IsNullOrEmpty(answer) ? new SecondProof.ByKey(ceremony ?? "", answer)
            : null;
        var browser = cookies.BrowserId(Request);
        var found = await restore.Restore(current.Caller, Token, given, browser, HttpContext.RequestAborted);
        if (found is RestoredEmail.Done)
            return Redirect(Address + "&restored=1");
        await Show();
        if (found is RestoredEmail.Taken)
            ModelState.AddModelError("", texts["Someone else uses this address now. Ask {0}.", Support]);
        else if (found is RestoredEmail.Refused { Why: var why })
            ModelState.AddModelError(code is null ? "" : "code", Words(why, code is not null));
        return Page();
    }

    private string Address => "/freeze?token=" + Uri.EscapeDataString(Token);

    private string Words(SignInAnswer why, bool isCode) =>
        why is not SignInAnswer.Refused ? answers.Words(Response, why, Support, asksForCode: true)
        : isCode ? answers.WrongCode(Support)
        : answers.WrongKey(Support);

    private async Task Show()
    {
        state = await freeze.Find(Token, HttpContext.RequestAborted);
        var found = state switch
        {
            FreezeLinkState.Open open => (open.User, open.Account),
            FreezeLinkState.Used used => (used.User, used.Account),
            _ => ((User, Account)?)null,
        };
        Support = texts["your administrator"];
        if (found is not var (user, account))
            return;
        HttpContext.Features.Set(new Shell(account.Name, account.SupportContact, null, []));
        (Owner, Company) = (user, account.Name);
        if (account.SupportContact.Length > 0)
            Support = account.SupportContact;
        if (state is FreezeLinkState.Used waiting)
            Key = await restore.Ask(current.Caller, waiting, current.Host, HttpContext.RequestAborted);
    }
}
