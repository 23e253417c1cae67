using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Accounts.Applications;

/// <summary>The applications of one's own account. Operators register and remove them.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class ApplicationsPage(
    ReadApplications applications,
    AddApplication add,
    RemoveApplication remove,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    [BindProperty(Name = "host")]
    public string Host { get; set; } = "";

    public IReadOnlyList<Application> Shown { get; private set; } = [];
    public Banner? Notice { get; private set; }
    public bool MayEdit => current.Caller is { IsOperator: true } caller && caller.May(Core.Common.Permission.UpdatePolicy);

    public async Task OnGetAsync(string? done)
    {
        await Find();
        Notice = done switch
        {
            "added" => new Banner(Tone.Good, texts["The application is registered."]),
            "removed" => new Banner(Tone.Good, texts["The application is removed."], texts["Everybody is signed out of it."]),
            _ => null,
        };
    }

    public async Task<IActionResult> OnPostAsync()
    {
        switch (await add.Add(current.Caller, current.Caller.AccountId!, Host ?? "", asked: null, HttpContext.RequestAborted))
        {
            case AddedApplication.Done:
                return Redirect("/account/applications?done=added");
            case AddedApplication.Malformed:
                return await Refuse(texts["This is no host name. It looks like app.acme.example, with a port or without."]);
            case AddedApplication.SallyportsOwn:
                return await Refuse(
                    texts[
                        "By this host people come to Sallyport itself. Give the application a host name of its own that leads to its proxy."
                    ]
                );
            case AddedApplication.Taken:
                return await Refuse(texts["This host is registered already."]);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? application)
    {
        var caller = current.Caller;
        return await remove.Remove(caller, caller.AccountId!, application ?? "", HttpContext.RequestAborted)
            ? Redirect("/account/applications?done=removed")
            : NotFound();
    }

    private async Task<IActionResult> Refuse(string why)
    {
        ModelState.AddModelError("host", why);
        await Find();
        return Page();
    }

    private async Task Find() => Shown = await applications.Of(current.Caller.AccountId!, HttpContext.RequestAborted);
}
