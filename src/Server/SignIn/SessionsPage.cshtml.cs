using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.SignIn;

/// <summary>One's own sessions (SIGN-9) and trusted browsers (SIGN-10), and a way to end each.</summary>
public sealed class SessionsPage(
    ListSessions list,
    EndSession verb,
    EndTrust trust,
    SessionCookies cookies,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private const string Address = "/me/sessions";

    /// <summary>The newest use first; those that were idle for too long open nothing and are not shown.</summary>
    public IReadOnlyList<Session> Running { get; private set; } = [];

    /// <summary>Those whose trust counts at this moment, the newest first.</summary>
    public IReadOnlyList<BrowserTrust> Trusted { get; private set; } = [];
    public Banner? Notice { get; private set; }
    public bool HasOthers => Running.Any(session => !IsThis(session));

    public bool IsThis(Session session) => session.Id == current.Caller.SessionId;

    public bool IsThis(BrowserTrust browser) => browser.BrowserId == cookies.BrowserId(Request);

    public DateTimeOffset EndOf(BrowserTrust browser) => browser.EndsAt(current.Signed.Policy);

    public async Task OnGetAsync(string? done)
    {
        var listed = (await list.Of(current.Caller, current.Signed.User.Id, HttpContext.RequestAborted))!;
        (Running, Trusted) = (listed.Running, listed.Trusted);
        Notice = done switch
        {
            "one" => new Banner(Tone.Good, texts["The session is ended."]),
            "trust" => new Banner(Tone.Good, texts["The browser is no longer trusted."]),
            "others" => new Banner(Tone.Good, texts["All other sessions are ended."]),
            _ => null,
        };
    }

    public async Task<IActionResult> OnPostAsync(string? session)
    {
        if (string.IsNullOrEmpty(session))
        {
            await verb.EndOthers(current.Caller, HttpContext.RequestAborted);
            return Redirect(Address + "?done=others");
        }
        // One that has ended meanwhile, and one of somebody else, are the same to the person: it is not running.
        await verb.EndOne(current.Caller, session, HttpContext.RequestAborted);
        return Redirect(Address + "?done=one");
    }

    public async Task<IActionResult> OnPostTrustAsync(string? browser)
    {
        // As above: whoever's it is, it is not trusted.
        await trust.End(current.Caller, browser ?? "", HttpContext.RequestAborted);
        return Redirect(Address + "?done=trust");
    }
}
