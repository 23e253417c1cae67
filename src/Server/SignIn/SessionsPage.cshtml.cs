using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>One's own sessions (SIGN-9): where one is signed in, and a way to end it.</summary>
public sealed class SessionsPage(Database database, EndSession verb, Current current, IStringLocalizer<Texts> texts) : PageModel
{
    private const string Address = "/me/sessions";

    /// <summary>The newest use first; those that were idle for too long open nothing and are not shown.</summary>
    public IReadOnlyList<Session> Running { get; private set; } = [];
    public Banner? Notice { get; private set; }
    public bool HasOthers => Running.Any(session => !IsThis(session));

    public bool IsThis(Session session) => session.Id == current.Caller.SessionId;

    public async Task OnGetAsync(string? done)
    {
        var (idle, userId) = (current.Signed.Policy.SessionIdle, current.Signed.User.Id);
        Running = await database.Read(
            async tx => (await tx.Sessions.Running(userId, tx.Now)).Where(session => session.IsAlive(idle, tx.Now)).ToList(),
            HttpContext.RequestAborted
        );
        Notice = done switch
        {
            "one" => new Banner(Tone.Good, texts["The session is ended."]),
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
}
