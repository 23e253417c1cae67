using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>The overview: what proves who one is, who requires it, and what to do next.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class SecurityPage(
    ReadSecurity security,
    ChangeUserRequirement requirement,
    WhoRequires who,
    DoneNotices notices,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private const int Few = 2;

    public SignedIn Person => current.Signed;
    public SecurityOverview Overview { get; private set; } = SecurityOverview.Nothing;
    public Banner? Notice { get; private set; }

    public bool MayHaveApp => Person.Policy.Methods.Contains(Method.App);
    public bool MayHaveKey => Person.Policy.Methods.Contains(Method.SecurityKey);

    /// <summary>Apps are handed out on trial first (APP-7).</summary>
    public bool TriesOut => Person.Policy.AppActivation == AppActivation.Trial && !Person.Demand.IsRequired;
    public IReadOnlyList<RecoverySetKind> CodeKinds => PrepareRecoveryCodes.KindsOf(Person.Policy);

    public string Requirement =>
        Person.Demand.IsRequired
            ? who.Who(Person.Demand, Person.Account) + " " + who.Since(Person.Demand)
            : who.Who(Person.Demand, Person.Account);

    /// <summary>Whoever tries a token out decides when it is required (APP-7).</summary>
    public bool ShowsSwitch =>
        Person.Policy.AppActivation == AppActivation.Trial
        && Overview.Apps.Count > 0
        && (IsOwnRequired || !Person.Demand.IsRequired);

    public bool IsOwnRequired => Person.User.Requirement == UserRequirement.Required;

    public UserRequirement? SwitchTo =>
        IsOwnRequired ? (Person.Policy.UserMayOptOut && !Person.User.IsRequiredByAnother ? UserRequirement.NotRequired : null)
        : Person.Factors.MfaOn ? UserRequirement.Required
        : null;

    public (string Tone, string Text) AppChip =>
        Person.Factors.Apps > 0 ? ("good", texts["Active"])
        : Person.Factors.TrialApps > 0 ? ("warn", texts["Configured, not required"])
        : ("", texts["Not set up"]);

    public (string Tone, string Text) KeyChip => Overview.Keys.Count > 0 ? ("good", texts["Active"]) : ("", texts["Not set up"]);

    public (string Tone, string Text) CodesChip =>
        Overview.Codes switch
        {
            [] => (Person.Factors.MfaOn ? "warn" : "", texts["None"]),
            _ when Overview.Codes.Any(set => set.SavedAt is null) => ("warn", texts["Not saved yet"]),
            _ when Overview.Codes.FirstOrDefault(set => set.Kind == RecoverySetKind.Codes) is { } set => (
                set.Left <= Few ? "warn" : "good",
                texts["{0} left", set.Left]
            ),
            _ => ("good", texts["Ready"]),
        };

    public string Whereabouts =>
        Overview.Sessions switch
        {
            <= 1 => texts["Only here."],
            2 => texts["Here, and in one more place."],
            _ => texts["Here, and in {0} more places.", Overview.Sessions - 1],
        };

    /// <summary>The one thing that would help most now; null where nothing is missing (APP-10).</summary>
    public NextStep? NextStep => NextStep.For(Person, Overview, isJustDone: Notice is not null);

    public async Task OnGetAsync(string? done, int ended)
    {
        await Load();
        Notice = notices.Of(done, ended, Person, Overview);
    }

    public async Task<IActionResult> OnPostRequireAsync([FromForm(Name = "requirement")] string? word)
    {
        if (Words.Parse<UserRequirement>(word ?? "") is not { } asked || asked == UserRequirement.Inherit)
            return NotFound();
        var answer = await requirement.ChangeOwn(Person.Caller, asked, HttpContext.RequestAborted);
        if (answer is ChangedRequirement.Done or ChangedRequirement.Unchanged)
            return Redirect("/me/security?done=" + (asked == UserRequirement.Required ? "required" : "optional"));
        await Load();
        Notice = answer switch
        {
            ChangedRequirement.TokenNotProved => new Banner(
                Tone.Warn,
                texts["Sign in with your token once; then it can be switched to REQUIRED."]
            ),
            ChangedRequirement.SetByAnother => new Banner(
                Tone.Warn,
                texts["An administrator requires it of you. Only an administrator can undo that."]
            ),
            _ => new Banner(Tone.Warn, texts["The policy of {0} does not allow this.", Person.Account.Name]),
        };
        return Page();
    }

    private async Task Load() => Overview = await security.Read(Person.User.Id, HttpContext.RequestAborted);
}
