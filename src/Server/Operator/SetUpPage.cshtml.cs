using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Server.Accounts;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;

namespace Sallyport.Server.Operator;

/// <summary>The first page of a new installation.</summary>
public sealed class SetUpPage(
    SetUpInstallation verb,
    SignInAfterSetUp signIn,
    Current current,
    UserFaultTexts faults,
    IStringLocalizer<Texts> texts
) : PageModel
{
    [BindProperty(Name = "token", SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty(Name = "accountName")]
    public string AccountName { get; set; } = "";

    [BindProperty(Name = "handle")]
    public string Handle { get; set; } = "";

    [BindProperty(Name = "preset")]
    public string Preset { get; set; } = Core.Enforcement.Preset.DefaultName;

    [BindProperty(Name = "login")]
    public string Login { get; set; } = "";

    [BindProperty(Name = "email")]
    public string Email { get; set; } = "";

    public bool IsOpen { get; private set; } = true;

    public IReadOnlyDictionary<string, string> Presets { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["strict"] = "a second factor for everybody, keys and passkeys first",
            ["registrar"] = "account and login name; codes shown before pairing",
            ["numbering"] = "login name alone; the administrator rescues",
            ["console"] = "e-mail; one backup code that resets the factor",
            ["hosting"] = "one page with an optional token; apps are tried out first",
        };

    public async Task OnGetAsync() => IsOpen = await verb.IsOpen(Token ?? "", HttpContext.RequestAborted);

    public async Task<IActionResult> OnPostAsync(string? password, string? passwordAgain)
    {
        if (password != passwordAgain)
        {
            ModelState.AddModelError("passwordAgain", texts["The two passwords differ. Nothing was changed; type both again."]);
            return Page();
        }
        switch (await verb.SetUp(current.Caller, Token ?? "", Asked(password ?? ""), HttpContext.RequestAborted))
        {
            case SetUpAnswer.Done done:
                return Redirect(await signIn.Open(HttpContext, done.Operator, HttpContext.RequestAborted));
            case SetUpAnswer.Refused { Why: var why }:
                Show(why);
                return Page();
            default:
                IsOpen = false;
                return Page();
        }
    }

    private NewAccount Asked(string password) =>
        new()
        {
            Handle = (Handle ?? "").Trim(),
            Name = AccountName ?? "",
            Preset = Preset ?? "",
            Administrator = new NewUser
            {
                Login = Login ?? "",
                Email = Email ?? "",
                Password = password,
            },
        };

    private void Show(CreatedAccount why)
    {
        switch (why)
        {
            case CreatedAccount.HandleMalformed:
                ModelState.AddModelError("handle", texts["Use 2 to 32 of a–z, 0–9 and dashes, beginning with a letter."]);
                break;
            case CreatedAccount.HandleTaken:
                ModelState.AddModelError("handle", texts["Another account has this short name."]);
                break;
            case CreatedAccount.NameMissing:
                ModelState.AddModelError("accountName", texts["Enter the company's name, at most 120 characters."]);
                break;
            case CreatedAccount.PresetUnknown:
                ModelState.AddModelError("preset", texts["Choose one of the presets."]);
                break;
            case CreatedAccount.AdministratorRefused { Why: var refused }:
                faults.AddTo(ModelState, refused);
                break;
            default:
                ModelState.AddModelError("", texts["The server is very busy. Try again in a few seconds."]);
                break;
        }
    }
}
