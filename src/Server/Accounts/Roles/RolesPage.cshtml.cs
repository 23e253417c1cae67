using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>The roles of one's own account.</summary>
public sealed class RolesPage(ReadRoles roles, Current current, IStringLocalizer<Texts> texts) : PageModel
{
    public IReadOnlyList<ShownRole> Shown { get; private set; } = [];
    public Banner? Notice { get; private set; }
    public bool HasOwn => Shown.Any(role => !role.IsBuiltIn);

    public async Task OnGetAsync(string? done)
    {
        Shown = await roles.Of(current.Caller.AccountId!, HttpContext.RequestAborted);
        Notice = done switch
        {
            "created" => new Banner(Tone.Good, texts["The role is made."], texts["Give it to users on their pages."]),
            "saved" => new Banner(
                Tone.Good,
                texts["Saved."],
                texts["It counts from the next click of everybody who has the role."]
            ),
            "deleted" => new Banner(Tone.Good, texts["The role is deleted."]),
            _ => null,
        };
    }
}
