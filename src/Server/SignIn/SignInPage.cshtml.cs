using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.SignIn;

/// <summary>The first page of signing in.</summary>
public sealed class SignInPage(
    CheckPassword verb,
    SignInByPasskey passkeys,
    SessionCookies cookies,
    Current current,
    StepAnswers answers,
    FindReturn returns,
    RandomSource random,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private PageAccount page = new(null, null);

    [BindProperty(Name = "login")]
    public string Login { get; set; } = "";

    [BindProperty(Name = "returnTo", SupportsGet = true)]
    public string? ReturnTo { get; set; }

    [BindProperty(Name = "account", SupportsGet = true)]
    public string? Account { get; set; }

    public string? Company => page.Account?.Name;

    /// <summary>Also where apps are tried out first: this box is the only place to try one.</summary>
    public bool HasTokenBox => page.Policy is { SignInForm: SignInForm.SinglePage } or { AppActivation: AppActivation.Trial };

    /// <summary>For how many days a browser may be trusted; null: it is not offered. Whether it is heard depends on who signs in.</summary>
    public int? TrustDays => page.Policy is { TrustedBrowserDays: > 0 and var days } ? days : null;
    public string AccountQuery =>
        page.Account is { } account && !string.IsNullOrEmpty(Account) ? "?account=" + account.Handle : "";
    public bool OffersPasskeys => page.OffersPasskeys;
    public Banner? Notice { get; private set; }

    public string NameLabel =>
        page.Policy?.LoginName switch
        {
            LoginName.Email => texts["E-mail"],
            LoginName.Login => texts["Login name"],
            LoginName.HandleLogin => texts["Account and login name"],
            _ => texts["E-mail or login name"],
        };

    public string? NameHint =>
        page.Policy is { LoginName: LoginName.HandleLogin }
            ? texts["For example {0}", page.Account!.Handle + "/ben"].Value
            : null;

    public async Task<IActionResult> OnGetAsync(string? ended, string? done)
    {
        if (current.Person is not null)
            return Redirect(await Return());
        await FindAccount();
        if (ended is not null)
            Notice = new Banner(Tone.Plain, texts["That sign-in ran out. Begin again, please."]);
        else if (done == "password")
            Notice = new Banner(Tone.Good, texts["Your password is changed. Sign in with the new one."]);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? password, string? token, string? trust)
    {
        await FindAccount();
        var arrival = new Arrival(current.Host, await Return(), cookies.BrowserId(Request))
        {
            AsksForTrust = !string.IsNullOrEmpty(trust),
        };
        var request = new SignInRequest
        {
            Account = page.Account,
            Login = Login ?? "",
            Password = password ?? "",
            // An empty box arrives as null; whether the form had one is what counts.
            Token = Request.Form.ContainsKey("token") ? token ?? "" : null,
            Arrival = arrival,
        };
        var answer = await verb.Check(request, current.Caller, HttpContext.RequestAborted);
        if (answers.NextPage(Response, answer) is { } next)
            return Redirect(next);
        ModelState.AddModelError("", answers.Words(Response, answer, page.Account?.SupportContact, asksForCode: HasTokenBox));
        return Page();
    }

    /// <summary>The script of the page asks for a question: as JSON, since no page follows.</summary>
    public async Task<IActionResult> OnPostAskAsync()
    {
        await FindAccount();
        var holderId = cookies.AskedId(Request);
        if (holderId is null)
        {
            var token = random.Token();
            cookies.SetAsked(Response, token);
            holderId = TokenDigest.Of(token);
        }
        var asked = await passkeys.Ask(holderId, page, current.Host, current.Caller, HttpContext.RequestAborted);
        return asked is null ? NotFound() : new JsonResult(new { ceremony = asked.CeremonyId, options = asked.Options });
    }

    public async Task<IActionResult> OnPostPasskeyAsync(string? ceremony, string? answer)
    {
        await FindAccount();
        var found = await passkeys.SignIn(
            cookies.AskedId(Request) ?? "",
            new SecondProof.ByKey(ceremony ?? "", answer ?? ""),
            page.Account,
            new Arrival(current.Host, await Return(), cookies.BrowserId(Request)),
            current.Caller,
            HttpContext.RequestAborted
        );
        if (answers.NextPage(Response, found) is { } next)
            return Redirect(next);
        var support = page.Account?.SupportContact;
        ModelState.AddModelError(
            "",
            found is SignInAnswer.Refused
                ? answers.WrongPasskey(support)
                : answers.Words(Response, found, support, asksForCode: false)
        );
        return Page();
    }

    private Task<string> Return() => returns.PathOf(ReturnTo, HttpContext.RequestAborted);

    private async Task FindAccount() => page = await PageAccount.Find(HttpContext, Account);
}
