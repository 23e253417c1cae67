using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>Makes a role of one's own account.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class NewRolePage(CreateRole verb, Current current, RoleFaultTexts faults) : PageModel
{
    [BindProperty(Name = "")]
    public RoleForm Form { get; set; } = new();

    public async Task<IActionResult> OnPostAsync()
    {
        var caller = current.Caller;
        switch (await verb.Create(caller, caller.AccountId!, Form.ToAsked(), HttpContext.RequestAborted))
        {
            case CreatedRole.Done:
                return Redirect("/account/roles?done=created");
            case CreatedRole.Refused refused:
                faults.AddTo(ModelState, refused.Faults);
                return Page();
            default:
                return NotFound();
        }
    }
}
