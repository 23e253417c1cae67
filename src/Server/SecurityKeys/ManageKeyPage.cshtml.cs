using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>One key of one's own: its name, what it is, and its end.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class ManageKeyPage(
    ReadOwnKeys own,
    RenameOwnFactor rename,
    RemoveOwnFactor remove,
    KeyModels models,
    WhoRequires who,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private SecurityKey? key;

    [BindProperty(Name = "id", SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(Name = "name")]
    public string? NewName { get; set; }

    public SecurityKey Key => key!;
    public string Name => NewName is { Length: > 0 } typed ? typed : Key.Name;
    public string Model => models.NameOf(Key.Aaguid) ?? texts["not known"];

    public string Where =>
        Key switch
        {
            { BackupEligible: false } => texts["In this key alone"],
            { BackedUp: true } => texts["Copied to other devices of yours"],
            _ => texts["Can be copied to other devices of yours"],
        };

    /// <summary>Who forbids to delete it; null where nobody does (MUST-9).</summary>
    public string? Blocked => Removal.IsBlocked ? who.Who(Person.Demand, Person.Account) : null;

    public string Consequence =>
        Removal switch
        {
            { EnrolsNow: true } => texts[
                "What is left is not enough, and more is required: you set up another one right afterwards. Your other sessions end."
            ],
            { LeavesTooLittle: true } => texts[
                "What is left is not enough, and more is required: you set up another one at the next sign-in. Your other sessions end."
            ],
            { IsLast: true } => texts[
                "It is your last factor: MFA is then off, and your recovery codes stop working. Your other sessions end."
            ],
            _ => texts["It lets nobody in any more, at once. Your other sessions end."],
        };

    private RemovalOfOwn Removal =>
        new(
            Person.Demand,
            Person.Policy.OwnRemoval,
            Person.Factors,
            Person.Factors with
            {
                SecurityKeys = Person.Factors.SecurityKeys - 1,
            }
        );

    private SignedIn Person => current.Signed;
    private CancellationToken Cancel => HttpContext.RequestAborted;

    public async Task<IActionResult> OnGetAsync() => await Find() ? Page() : NotFound();

    public async Task<IActionResult> OnPostRenameAsync()
    {
        if (!await Find())
            return NotFound();
        switch (await rename.Rename(Person.Caller, Method.SecurityKey, Id, NewName ?? "", Cancel))
        {
            case RenamedFactor.Done or RenamedFactor.Unchanged:
                return Redirect("/me/security?done=keyRenamed");
            case RenamedFactor.Malformed:
                ModelState.AddModelError("name", texts["Enter a name of 1 to 64 characters."]);
                return Page();
            case RenamedFactor.Taken:
                ModelState.AddModelError("name", texts["Another key of yours has this name."]);
                return Page();
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostDeleteAsync()
    {
        if (!await Find())
            return NotFound();
        switch (await remove.Remove(Person.Caller, Method.SecurityKey, Id, Cancel))
        {
            case RemovedFactor.Done { MustEnrol: true }:
                return Redirect("/enrol");
            case RemovedFactor.Done done:
                return Redirect($"/me/security?done=keyRemoved&ended={done.SessionsEnded}");
            case RemovedFactor.Blocked blocked:
                ModelState.AddModelError("", who.Who(blocked.Demand, Person.Account));
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<bool> Find()
    {
        key = await own.Find(Person.Caller, Id, Cancel);
        return key is not null;
    }
}
