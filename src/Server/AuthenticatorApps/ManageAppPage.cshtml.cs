using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>One app of one's own: its name, another device, and its end.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class ManageAppPage(
    ReadSecurity security,
    RenameOwnFactor rename,
    RemoveOwnFactor remove,
    WhoRequires who,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private AuthenticatorApp? app;

    [BindProperty(Name = "id", SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(Name = "name")]
    public string? NewName { get; set; }

    public AuthenticatorApp App => app!;
    public string Name => NewName is { Length: > 0 } typed ? typed : App.Name;
    public bool IsReset => Person.Policy.AppActivation == AppActivation.Trial && !Person.Demand.IsRequired;

    /// <summary>Who forbids to delete it; null where nobody does (MUST-9).</summary>
    public string? Blocked => Removal.IsBlocked ? who.Who(Person.Demand, Person.Account) : null;

    public string Consequence =>
        Removal switch
        {
            { IsLast: false } => texts["Its codes stop working at once. Your other sessions end."],
            { LeavesTooLittle: false } => texts[
                "It is your last factor: MFA is then off, and your recovery codes stop working. Your other sessions end."
            ],
            { EnrolsNow: true } => texts[
                "It is your last factor, and one is required: you set up another one right afterwards. Your other sessions end."
            ],
            _ => texts[
                "It is your last factor, and one is required: you set up another one at the next sign-in. Your other sessions end."
            ],
        };

    private RemovalOfOwn Removal =>
        new(
            Person.Demand,
            Person.Policy.OwnRemoval,
            Person.Factors,
            App.IsOnTrial ? Person.Factors : Person.Factors with { Apps = Person.Factors.Apps - 1 }
        );
    private SignedIn Person => current.Signed;
    private CancellationToken Cancel => HttpContext.RequestAborted;

    public async Task<IActionResult> OnGetAsync() => await Find() ? Page() : NotFound();

    public async Task<IActionResult> OnPostRenameAsync()
    {
        if (!await Find())
            return NotFound();
        switch (await rename.Rename(Person.Caller, Method.App, Id, NewName ?? "", Cancel))
        {
            case RenamedFactor.Done or RenamedFactor.Unchanged:
                return Redirect("/me/security?done=renamed");
            case RenamedFactor.Malformed:
                ModelState.AddModelError("name", texts["Enter a name of 1 to 64 characters."]);
                return Page();
            case RenamedFactor.Taken:
                ModelState.AddModelError("name", texts["Another app of yours has this name."]);
                return Page();
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostDeleteAsync()
    {
        if (!await Find())
            return NotFound();
        switch (await remove.Remove(Person.Caller, Method.App, Id, Cancel))
        {
            case RemovedFactor.Done { MustEnrol: true }:
                return Redirect("/enrol");
            case RemovedFactor.Done done:
                return Redirect($"/me/security?done=removed&ended={done.SessionsEnded}");
            case RemovedFactor.Blocked blocked:
                ModelState.AddModelError("", who.Who(blocked.Demand, Person.Account));
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<bool> Find()
    {
        app = await security.App(Person.User.Id, Id, Cancel);
        return app is not null;
    }
}
