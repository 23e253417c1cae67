using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts;

/// <summary>The account: what it is called, whom its people may ask, and the way to its users, policy and audit.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class AccountPage(UpdateAccount verb, Current current, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(Name = "name")]
    public string Name { get; set; } = "";

    [BindProperty(Name = "supportContact")]
    public string SupportContact { get; set; } = "";

    [BindProperty(Name = "issuerLabel")]
    public string IssuerLabel { get; set; } = "";

    public Account Account => current.Signed.Account;
    public bool IsSaved { get; private set; }
    public bool MayEdit => May(Permission.UpdatePolicy);

    public bool May(Permission permission) => current.Caller.May(permission);

    public void OnGet(string? done)
    {
        (Name, SupportContact, IssuerLabel) = (Account.Name, Account.SupportContact, Account.IssuerLabel);
        IsSaved = done == "saved";
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var answer = await verb.Update(current.Caller, Name, SupportContact, IssuerLabel, null, HttpContext.RequestAborted);
        switch (answer)
        {
            case UpdatedAccount.Done:
                return Redirect("/account?done=saved");
            case UpdatedAccount.NotPermitted:
            case UpdatedAccount.SessionNeeded:
                return NotFound();
            case UpdatedAccount.NameMissing:
                ModelState.AddModelError(
                    "name",
                    texts["Enter the company's name, at most {0} characters.", UpdateAccount.LongestName]
                );
                break;
            case UpdatedAccount.SupportContactTooLong:
                ModelState.AddModelError(
                    "supportContact",
                    texts["Use at most {0} characters.", UpdateAccount.LongestSupportContact]
                );
                break;
            case UpdatedAccount.IssuerLabelMalformed:
                ModelState.AddModelError(
                    "issuerLabel",
                    texts["Use at most {0} characters and no colon.", UpdateAccount.LongestIssuerLabel]
                );
                break;
        }
        return Page();
    }
}
