using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>The same window for another user of the account, where its policy has <c>enrolForOthers</c> (APP-8). Recovery codes are never shown here.</summary>
[FreshProof(ExceptPlainPost = true)]
public sealed class OthersAppPage(
    BeginAppSetup begin,
    EnrolAuthenticatorApp enrol,
    GenerateAppKey generate,
    ReadSecurity security,
    PasswordForPrograms programs,
    SetupWords words,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private FactorOwner? owner;

    [BindProperty(Name = "id", SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(Name = "replace", SupportsGet = true)]
    public string Replace { get; set; } = "";

    public SetupView Setup { get; private set; } = new() { Address = "", Back = "" };
    public string Name => owner!.User.FullName;

    /// <summary>What the factor ends; null: nothing.</summary>
    public Banner? Ends => programs.BeforeFactor(owner!);

    private string Back => "/account/users/" + Id;
    private CancellationToken Cancel => HttpContext.RequestAborted;

    public async Task<IActionResult> OnGetAsync(string? expired)
    {
        if (await Find() is { } elsewhere)
            return elsewhere;
        var begun = await begin.Begin(current.Caller, Id, Replace, Cancel);
        if (begun is BegunSetup.NotFound)
            return NotFound();
        if (expired is not null && begun is BegunSetup.Pending)
            ModelState.AddModelError("code", words.KeyRanOut);
        await Show(begun);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? code, bool cancel)
    {
        if (await Find() is { } elsewhere)
            return elsewhere;
        if (cancel)
        {
            await begin.Cancel(current.Caller, Id, Cancel);
            return Redirect(Back);
        }
        var answer = await enrol.Confirm(current.Caller, new FirstCode(Id, code ?? "", texts["Authenticator app"]), Cancel);
        if (answer is EnrolledApp.Done)
            return Redirect(Back);
        if (answer is EnrolledApp.NothingPending || await begin.Find(current.Caller, Id, Cancel) is not { } pending)
            return Redirect($"{Back}/authenticator-app?expired=1");
        ModelState.AddModelError("code", words.Of(answer));
        await Show(pending);
        return Page();
    }

    public async Task<IActionResult> OnPostGenerateAsync()
    {
        if (await Find() is { } elsewhere)
            return elsewhere;
        switch (await generate.Generate(current.Caller, Id, Replace, texts["Authenticator app"], Cancel))
        {
            case GeneratedKey.Done done:
                Setup = Setup with { Generated = done };
                return Page();
            case GeneratedKey.TooMany:
                Setup = Setup with { Begun = new BegunSetup.TooMany() };
                return Page();
            case GeneratedKey.NotOnTrial:
                return Redirect($"{Back}/authenticator-app");
            default:
                return NotFound();
        }
    }

    // Null: go on. One's own app is set up by one's own page, where the codes are shown.
    private async Task<IActionResult?> Find()
    {
        if (Id == current.Signed.User.Id)
            return Redirect("/me/security/authenticator-app");
        owner = await security.Owner(current.Caller, Id, Cancel);
        Setup = Setup with { Address = $"{Back}/authenticator-app", Back = Back };
        return owner is null ? NotFound() : null;
    }

    private async Task Show(BegunSetup begun) =>
        Setup = Setup with { OtherUser = Name, Begun = begun, Replace = Replace, Apps = (await security.Read(Id, Cancel)).Apps };
}
