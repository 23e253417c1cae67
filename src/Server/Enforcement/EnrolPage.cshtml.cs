using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Enforcement;

/// <summary>Why one is asked to enrol, by whom and until when, and the way there (MUST-2, MUST-4). Who has the key that is demanded shows it here.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class EnrolPage(Current current, WhoRequires who) : PageModel
{
    [BindProperty(Name = "returnTo", SupportsGet = true)]
    public string ReturnTo { get; set; } = "";

    public Banner? Reason { get; private set; }

    /// <summary>Where "Later" leads; null where it cannot wait.</summary>
    public string? Later => current.Signed.MustEnrol ? null : ReturnAddress.OrHome(ReturnTo);

    /// <summary>What to set up, in the account's order: what would not be enough is not offered (MUST-12).</summary>
    public IReadOnlyList<Method> Methods => [.. current.Signed.Policy.Methods.Where(current.Signed.Demand.Accepts)];

    /// <summary>An app would not be enough.</summary>
    public bool NeedsKey => current.Signed.Demand is { IsRequired: true, Strength: RequiredStrength.PhishingResistant };

    /// <summary>The key that is demanded is there already: it has to be shown, and nothing to be set up.</summary>
    public bool ShowsKey => current.Signed.MustShowKey;

    public string AccountName => current.Signed.Account.Name;
    public string Support => current.Signed.Account.SupportContact;

    public IActionResult OnGet()
    {
        Reason = who.Line(current.Signed);
        return Reason is null ? Redirect("/me/security") : Page();
    }

    /// <summary>Behind the fresh proof, which for this person a key alone can give.</summary>
    public IActionResult OnPostShow() => Redirect(ReturnAddress.OrHome(ReturnTo));
}
