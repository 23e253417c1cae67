using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Enforcement;

/// <summary>What is asked of another user, more time for it, and "Remove MFA" (MUST-1, MUST-8, MUST-10).</summary>
[FreshProof(OnPostOnly = true)]
public sealed class UserMfaPage(
    ShowUserMfa show,
    ChangeUserRequirement requirements,
    ExtendGrace grace,
    RemoveMfa remove,
    WhoRequires who,
    PasswordForPrograms programs,
    Current current,
    LocalTime times,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private ShownUserMfa shown = null!;

    [BindProperty(Name = "id", SupportsGet = true)]
    public string Id { get; set; } = "";

    public Banner? Notice { get; private set; }
    public User Shown => shown.User;
    public Factors Factors => shown.State.Factors;
    public bool MayOptOut => shown.State.Policy.UserMayOptOut;
    public bool EnrolForOthers => shown.State.Policy.EnrolForOthers;
    public bool HasAnything => Factors.Count + Factors.TrialApps > 0;
    public bool IsOwn => Shown.Id == current.Caller.UserId;
    public bool IsAbove => !IsOwn && !Authority.MayHelp(current.Caller, Shown);
    public bool MayChange => current.Caller.May(Permission.UpdateUser) && Authority.Covers(current.Caller, Shown);
    public bool MayExtend => current.Caller.May(Permission.UpdateUser) && !IsOwn;
    public bool MayRescue => current.Caller.May(Permission.RescueUser);
    public bool OperatorAlone => !shown.State.Policy.AdministratorRescue;

    /// <summary>What requiring it ends; null: nothing.</summary>
    public Banner? Ends => programs.BeforeRequiring(Shown, shown.State);

    public string Demanded =>
        shown.State.Demand.IsRequired
            ? who.Who(shown.State.Demand, current.Signed.Account) + " " + who.Since(shown.State.Demand)
            : who.Who(shown.State.Demand, current.Signed.Account);

    /// <summary>Until when enrolment may wait; null where nothing is waited for.</summary>
    public string? WaitsUntil =>
        shown.State.Demand is { IsRequired: true, GraceEndsAt: { } end } demand && !demand.IsMetBy(Factors)
            ? times.Text(end)
            : null;

    public async Task<IActionResult> OnGetAsync(string? done)
    {
        if (!await Find())
            return NotFound();
        Notice = done switch
        {
            "saved" => new Banner(Tone.Good, texts["Saved."]),
            "extended" => new Banner(Tone.Good, texts["There is more time now."]),
            "removed" => new Banner(
                Tone.Good,
                texts["MFA was removed."],
                texts[
                    "All methods, codes and trusted browsers are gone, and every session has ended. {0} was told by mail.",
                    Shown.FullName
                ]
            ),
            _ => null,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? requirement)
    {
        if (!await Find() || Words.Parse<UserRequirement>(requirement ?? "") is not { } wanted)
            return NotFound();
        return await requirements.Change(current.Caller, Id, wanted, HttpContext.RequestAborted) switch
        {
            ChangedRequirement.Done or ChangedRequirement.Unchanged => Back("saved"),
            ChangedRequirement.OptOutClosed => Again("requirement", texts["This account's policy lets nobody opt out."]),
            ChangedRequirement.SetByAnother => Again("requirement", texts["Another administrator requires it of you."]),
            ChangedRequirement.TokenNotProved when IsOwn => Again(
                "requirement",
                texts["Set up a second factor and sign in with it first."]
            ),
            ChangedRequirement.TokenNotProved => Again(
                "requirement",
                texts["The app is on trial: it can be required after one successful sign-in with it."]
            ),
            _ => NotFound(),
        };
    }

    public async Task<IActionResult> OnPostGraceAsync(string? days, string? reason)
    {
        if (!await Find())
            return NotFound();
        var number = int.TryParse(days, System.Globalization.CultureInfo.InvariantCulture, out var typed) ? typed : 0;
        return await grace.Extend(current.Caller, Id, number, reason ?? "", HttpContext.RequestAborted) switch
        {
            ExtendedGrace.Done => Back("extended"),
            ExtendedGrace.ReasonMissing => Again("reason", texts["Say why; it is kept in the audit trail."]),
            ExtendedGrace.DaysOutOfRange => Again("days", texts["Enter 1 to {0} days.", ExtendGrace.MostDays]),
            ExtendedGrace.NothingToExtend => Again("days", texts["The time ends later already."]),
            ExtendedGrace.Oneself => Again("days", texts["Another administrator can give you more time."]),
            ExtendedGrace.AboveYou or ExtendedGrace.NotFound => NotFound(),
        };
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (!await Find())
            return NotFound();
        return await remove.Remove(current.Caller, Id, HttpContext.RequestAborted) switch
        {
            RemovedMfa.Done => Back("removed"),
            RemovedMfa.NothingThere => Again("", texts["There is no method to remove."]),
            RemovedMfa.OperatorAlone => Again(
                "",
                texts["This account's policy leaves it to the operator to remove somebody's MFA."]
            ),
            RemovedMfa.NotByThisDoor => Again("", texts["Your own methods are removed on your own page."]),
            _ => NotFound(),
        };
    }

    private async Task<bool> Find()
    {
        if (await show.Show(current.Caller, Id, HttpContext.RequestAborted) is not { } found)
            return false;
        shown = found;
        return true;
    }

    private RedirectResult Back(string done) => Redirect($"/account/users/{Id}/mfa?done={done}");

    private PageResult Again(string field, string why)
    {
        ModelState.AddModelError(field, why);
        return Page();
    }
}
