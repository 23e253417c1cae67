using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Accounts.HostNames;

/// <summary>The host names of one's own account. Operators add and remove them.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class HostNamesPage(
    ReadHostNames hosts,
    AddHostName add,
    RemoveHostName remove,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    [BindProperty(Name = "host")]
    public string Host { get; set; } = "";

    public IReadOnlyList<ShownHostName> Shown { get; private set; } = [];
    public Banner? Notice { get; private set; }
    public bool MayEdit => current.Caller is { IsOperator: true } caller && caller.May(Permission.UpdatePolicy);

    public async Task OnGetAsync(string? done)
    {
        await Find();
        Notice = done switch
        {
            "added" => new Banner(Tone.Good, texts["The host name is added."]),
            "removed" => new Banner(Tone.Good, texts["The host name is removed."]),
            _ => null,
        };
    }

    public async Task<IActionResult> OnPostAsync()
    {
        switch (await add.Add(current.Caller, current.Caller.AccountId!, Host ?? "", asked: null, HttpContext.RequestAborted))
        {
            case AddedHostName.Done:
                return Redirect("/account/host-names?done=added");
            case AddedHostName.Malformed:
                return await Refuse(texts["This is no host name. It looks like login.acme.example, without a port."]);
            case AddedHostName.OfInstallation:
                return await Refuse(
                    texts["By this host people of every account come. Choose a host name that leads to this account alone."]
                );
            case AddedHostName.OfApplication:
                return await Refuse(
                    texts["An application is registered at this host. Choose another host name, or remove the application first."]
                );
            case AddedHostName.Taken:
                return await Refuse(texts["This host name leads to an account already."]);
            default:
                return NotFound();
        }
    }

    // Whoever presses the button has read how many keys answer to it.
    public async Task<IActionResult> OnPostRemoveAsync(string? name)
    {
        var caller = current.Caller;
        return
            await remove.Remove(caller, caller.AccountId!, name ?? "", isConfirmed: true, HttpContext.RequestAborted)
            is RemovedHostName.Done
            ? Redirect("/account/host-names?done=removed")
            : NotFound();
    }

    private async Task<IActionResult> Refuse(string why)
    {
        ModelState.AddModelError("host", why);
        await Find();
        return Page();
    }

    private async Task Find() => Shown = await hosts.Of(current.Caller.AccountId!, HttpContext.RequestAborted);
}
