using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>How many codes are left, and new ones. The plain POST is "Next": the codes are saved.</summary>
[FreshProof(OnPostOnly = true, ExceptPlainPost = true)]
public sealed class RecoveryCodesPage(
    IssueRecoveryCodes issue,
    ConfirmSaved confirm,
    Current current,
    LocalTime times,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private IReadOnlyList<RecoverySet> sets = [];

    [BindProperty(Name = "returnTo", SupportsGet = true)]
    public string? ReturnTo { get; set; }

    public ShownCodes? Shown { get; private set; }
    public Banner? Prompt { get; private set; }

    public IReadOnlyList<RecoverySetKind> Kinds => PrepareRecoveryCodes.KindsOf(current.Signed.Policy);
    public bool HasFactor => current.Signed.Factors.MfaOn;

    /// <summary>They were shown, and never marked as saved.</summary>
    public bool MayHaveThem => HasFactor && sets.Any(set => set.SavedAt is null);
    public string Company => current.Signed.Account.Name;
    public string LaterAddress => ReturnAddress.OrHome(ReturnTo);

    public string Contact =>
        current.Signed.Account.SupportContact is { Length: > 0 } contact ? contact : texts["your administrator"];

    public string Title => Kinds is [RecoverySetKind.BackupCode] ? texts["Backup code"] : texts["Recovery codes"];

    public string Left(RecoverySetKind kind) =>
        (kind, sets.FirstOrDefault(set => set.Kind == kind)) switch
        {
            (_, null) => texts["You have none yet."],
            (RecoverySetKind.Codes, var set) => texts["{0} of ten are left, made on {1}.", set.Left, times.Day(set.CreatedAt)],
            (RecoverySetKind.BackupCode, var set) => texts["You have one, made on {0}.", times.Day(set.CreatedAt)],
        };

    public async Task OnGetAsync(string? prompt)
    {
        await Load();
        Prompt = HasFactor ? PromptOf(prompt) : null;
    }

    public async Task<IActionResult> OnPostAsync(bool saved, string? codesShown, string? done, int ended)
    {
        if (saved && await confirm.Confirm(current.Caller, codesShown ?? "", HttpContext.RequestAborted))
            return Redirect(
                ReturnAddress.IsLocal(ReturnTo)
                    ? ReturnTo!
                    : $"/me/security?done={Uri.EscapeDataString(done ?? "")}&ended={ended}"
            );
        ModelState.AddModelError(
            "",
            saved
                ? texts[
                    "The codes that you saved work no more: newer ones were made, perhaps in another tab. Use those, or create new codes."
                ]
                : texts[
                    "Tick “I have saved these codes” before you go on. They are not shown again: if they are not saved, create new ones."
                ]
        );
        await Load();
        return Page();
    }

    public async Task<IActionResult> OnPostCreateAsync(string? kind)
    {
        await Load();
        if (Words.Parse<RecoverySetKind>(kind ?? "") is not { } wanted)
            return NotFound();
        switch (await issue.IssueNew(current.Caller, wanted, HttpContext.RequestAborted))
        {
            case IssuedCodes.Done done:
                Shown = new ShownCodes(done.Sets, current.Signed) { ReturnTo = ReturnTo ?? "" };
                break;
            case IssuedCodes.Busy:
                ModelState.AddModelError("", texts["The server is very busy. Try again in a few seconds."]);
                break;
            default:
                ModelState.AddModelError("", texts["There are no codes for you at the moment. See below why."]);
                break;
        }
        return Page();
    }

    private async Task Load() => sets = await issue.Sets(current.Signed.User.Id, HttpContext.RequestAborted);

    private Banner? PromptOf(string? prompt) =>
        prompt switch
        {
            "save" when sets.Count == 0 => new Banner(
                Tone.Warn,
                texts["You have no recovery codes yet."],
                texts["Without them a lost device shuts you out. Create them now, or later on the security page."]
            ),
            "save" => new Banner(
                Tone.Warn,
                texts["You did not say that your recovery codes are saved."],
                texts["If you have them, you may go on. If not, create new ones now."]
            ),
            "few" => new Banner(
                Tone.Warn,
                texts[
                    "Few recovery codes are left: {0}.",
                    sets.Where(set => set.Kind == RecoverySetKind.Codes).Sum(set => set.Left)
                ],
                texts["Create new ones before the last is used."]
            ),
            _ => null,
        };
}
