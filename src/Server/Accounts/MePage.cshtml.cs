using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Core.Accounts;
using Sallyport.Server.Accounts.Emails;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts;

/// <summary>One's own page: where one lands after sign-in.</summary>
public sealed class MePage(
    UpdateOwnDetails verb,
    ShowUser show,
    CancelEmailChange emails,
    Current current,
    CookieNames cookies,
    TimeProvider clock,
    UserWords words,
    UserFaultTexts faults
) : PageModel
{
    [BindProperty(Name = "givenName")]
    public string GivenName { get; set; } = "";

    [BindProperty(Name = "familyName")]
    public string FamilyName { get; set; } = "";

    [BindProperty(Name = "mobile")]
    public string Mobile { get; set; } = "";

    [BindProperty(Name = "language")]
    public string Language { get; set; } = "";

    [BindProperty(Name = "timeZone")]
    public string TimeZone { get; set; } = "";

    public bool IsSaved { get; private set; }

    /// <summary>The change of address that waits for the new one; null: none does.</summary>
    public EmailChange? Pending { get; private set; }
    public SignedIn Person => current.Signed;
    public string FirstName => Person.User.GivenName is { Length: > 0 } name ? name : Person.User.FullName;
    public string? Until => words.Until(Person.Demand, Person.Factors, clock.GetUtcNow());

    public async Task OnGetAsync(string? done)
    {
        var user = Person.User;
        (GivenName, FamilyName, Mobile) = (user.GivenName, user.FamilyName, user.Mobile);
        (Language, TimeZone) = (user.Language, user.TimeZone);
        IsSaved = done == "saved";
        await Find();
    }

    /// <summary>To stop a change harms nobody: it asks for no fresh proof.</summary>
    public async Task<IActionResult> OnPostPendingAsync()
    {
        await emails.CancelOwn(current.Caller, HttpContext.RequestAborted);
        return Redirect("/me");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var typed = new OwnDetails(GivenName, FamilyName, Mobile, Language, TimeZone);
        var wrong = await verb.Update(current.Caller, typed, HttpContext.RequestAborted);
        if (wrong.Count > 0)
        {
            faults.AddTo(ModelState, wrong);
            await Find();
            return Page();
        }
        // What was chosen in this browser's footer before gives way to what is chosen here.
        Response.Cookies.Delete(cookies.Culture, cookies.ForSession());
        Response.Cookies.Delete(cookies.CultureNow, cookies.ForSession());
        return Redirect("/me?done=saved");
    }

    private async Task Find() => Pending = (await show.Show(current.Caller, Person.User.Id, HttpContext.RequestAborted))?.Pending;
}
