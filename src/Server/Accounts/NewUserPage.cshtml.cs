using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts;

/// <summary>Makes a user of one's own account.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class NewUserPage(
    CreateUser verb,
    RoleChoices roles,
    Current current,
    UserFaultTexts faults,
    IStringLocalizer<Texts> texts
) : PageModel
{
    [BindProperty(Name = "")]
    public UserForm Form { get; set; } = new();

    public async Task OnGetAsync() => Form.Roles = await roles.For(current.Caller, HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostAsync(string? password, string? passwordAgain)
    {
        Form.Roles = await roles.For(current.Caller, HttpContext.RequestAborted);
        // Without it an invitation would go out in place of the password that was typed.
        if (Request.Form.ContainsKey(FreshProofAttribute.RetypeField))
        {
            ModelState.AddModelError(
                "password",
                texts["Type the new password again: it was not kept while you confirmed that it is you."]
            );
            return Page();
        }
        if ((password ?? "") != (passwordAgain ?? ""))
        {
            ModelState.AddModelError("passwordAgain", texts["The two passwords differ. Nothing was changed; type both again."]);
            return Page();
        }
        var asked = Form.ToNew() with { Password = string.IsNullOrEmpty(password) ? null : password };
        switch (await verb.Create(current.Caller, current.Signed.Account, asked, HttpContext.RequestAborted))
        {
            case CreatedUser.Done done:
                return Redirect($"/account/users/{done.User.Id}?done={(asked.Password is null ? "invited" : "created")}");
            case CreatedUser.Refused refused:
                faults.AddTo(ModelState, refused.Why);
                return Page();
            case CreatedUser.NotPermitted:
                return NotFound();
            default:
                ModelState.AddModelError("", texts["The server is very busy. Try again in a few seconds."]);
                return Page();
        }
    }
}
