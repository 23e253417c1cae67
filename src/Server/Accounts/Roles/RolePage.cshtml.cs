using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>One role of one's own account.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class RolePage(
    ReadRoles roles,
    UpdateRole update,
    DeleteRole delete,
    Current current,
    RoleFaultTexts faults,
    IStringLocalizer<Texts> texts
) : PageModel
{
    [BindProperty(Name = "")]
    public RoleForm Form { get; set; } = new();

    public ShownRole Shown { get; private set; } = null!;
    public bool MayEdit => !Shown.IsBuiltIn && Authority.MayGrant(current.Caller, Shown.Role.Permissions);

    public async Task<IActionResult> OnGetAsync(string id) => await Find(id) ? AsItIs() : NotFound();

    public async Task<IActionResult> OnPostAsync(string id)
    {
        if (!await Find(id))
            return NotFound();
        var caller = current.Caller;
        switch (await update.Update(caller, caller.AccountId!, id, Form.ToAsked(), Form.Version, HttpContext.RequestAborted))
        {
            case UpdatedRole.Done:
                return Redirect("/account/roles?done=saved");
            case UpdatedRole.Refused refused:
                faults.AddTo(ModelState, refused.Faults);
                return Page();
            case UpdatedRole.EditedMeanwhile:
                ModelState.AddModelError(
                    "",
                    texts[
                        "Somebody else changed this role in the meantime. Nothing was saved; open the page anew and change it again."
                    ]
                );
                return Page();
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostDeleteAsync(string id)
    {
        if (!await Find(id))
            return NotFound();
        switch (await delete.Delete(current.Caller, current.Caller.AccountId!, id, HttpContext.RequestAborted))
        {
            case DeletedRole.Done:
                return Redirect("/account/roles?done=deleted");
            case DeletedRole.InUse:
                ModelState.AddModelError("", texts["Somebody has this role. Give them another one first."]);
                return AsItIs();
            default:
                return NotFound();
        }
    }

    private PageResult AsItIs()
    {
        Form = RoleForm.Of(Shown);
        Form.IsReadOnly = !MayEdit;
        return Page();
    }

    private async Task<bool> Find(string id)
    {
        if (await roles.Find(current.Caller, id, HttpContext.RequestAborted) is not { } found)
            return false;
        Shown = found;
        return true;
    }
}
