using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.SignIn;

/// <summary>After a recovery sign-in: which factor is lost, remove it, add another, new codes, end other sessions. It can be left (RECOV-9).</summary>
[FreshProof(OnPostOnly = true)]
public sealed class LostPage(
    ReadSecurity security,
    RemoveOwnFactor remove,
    EndSession sessions,
    WhoRequires who,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    [BindProperty(Name = "returnTo", SupportsGet = true)]
    public string? ReturnTo { get; set; }

    public SecurityOverview Overview { get; private set; } = SecurityOverview.Nothing;
    public Banner? Notice { get; private set; }

    public string Back => ReturnAddress.OrHome(ReturnTo);
    public bool MayHaveApp => Person.Policy.Methods.Contains(Method.App);
    public bool MayHaveKey => Person.Policy.Methods.Contains(Method.SecurityKey);
    public bool HasCodes => Person.Factors.MfaOn && (Person.Policy.OffersCodes || Person.Policy.OffersBackupCode);
    public int CodesLeft => Overview.Codes.Sum(set => set.Left);

    private SignedIn Person => current.Signed;

    public async Task OnGetAsync(string? done, int ended)
    {
        await Load();
        Notice = done switch
        {
            "removed" => new Banner(Tone.Good, texts["It is removed: its codes no longer work."], Sessions(ended)),
            "keyRemoved" => new Banner(Tone.Good, texts["It is removed: it lets nobody in any more."], Sessions(ended)),
            "sessions" => new Banner(Tone.Good, Sessions(ended)),
            _ => null,
        };
    }

    public Task<IActionResult> OnPostRemoveAsync(string? id) => Remove(Method.App, id, "removed");

    public Task<IActionResult> OnPostRemoveKeyAsync(string? id) => Remove(Method.SecurityKey, id, "keyRemoved");

    public async Task<IActionResult> OnPostSessionsAsync() =>
        Redirect(Here("sessions", await sessions.EndOthers(Person.Caller, HttpContext.RequestAborted)));

    private async Task<IActionResult> Remove(Method kind, string? id, string done) =>
        await remove.Remove(Person.Caller, kind, id ?? "", HttpContext.RequestAborted) switch
        {
            RemovedFactor.Done { MustEnrol: true } => Redirect("/enrol"),
            RemovedFactor.Done removed => Redirect(Here(done, removed.SessionsEnded)),
            RemovedFactor.Blocked blocked => await Refuse(blocked.Demand),
            _ => NotFound(),
        };

    private async Task<IActionResult> Refuse(Demand demand)
    {
        ModelState.AddModelError("", who.Who(demand, Person.Account));
        ModelState.AddModelError("", texts["It is your last factor: replace it by a new device, or add another one first."]);
        await Load();
        return Page();
    }

    private async Task Load() => Overview = await security.Read(Person.User.Id, HttpContext.RequestAborted);

    private string Here(string done, int ended) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"/me/security/lost?done={done}&ended={ended}&returnTo={Uri.EscapeDataString(Back)}"
        );

    private string Sessions(int ended) => texts["Other sessions ended: {0}.", Math.Max(0, ended)];
}
