using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SecurityKeys;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Enforcement;

/// <summary>An account's policy: the requirement on top (MUST-6), every setting below, and before a tightening a list of whom it reaches (MUST-7).</summary>
[FreshProof(OnPostOnly = true)]
public sealed class PolicyPage(
    ShowPolicy show,
    ChangePolicy change,
    TrustAnchors anchors,
    Current current,
    LocalTime times,
    IStringLocalizer<Texts> texts
) : PageModel
{
    /// <summary>The version that the form was made from; 0 where it says none, which fits no policy.</summary>
    [BindProperty(Name = "version")]
    public long Version { get; set; }

    /// <summary>The list of those whom it reaches was seen.</summary>
    [BindProperty(Name = "confirmed")]
    public bool Confirmed { get; set; }

    /// <summary>The choice to mail those without MFA.</summary>
    [BindProperty(Name = "mail")]
    public bool Mail { get; set; }

    public ShownPolicy Shown { get; private set; } = null!;

    /// <summary>The words in the form: the policy's, a preset's, or what was typed.</summary>
    public IReadOnlyDictionary<string, string> Values { get; private set; } = null!;

    /// <summary>The preset that filled the form; null where none did.</summary>
    public string? FilledFrom { get; private set; }
    public Banner? Notice { get; private set; }

    /// <summary>What to confirm; null where the form itself is shown.</summary>
    public PolicyPreview? Preview { get; private set; }

    /// <summary>What the preview carries along.</summary>
    public IReadOnlyDictionary<string, string> Words { get; private set; } = null!;

    public bool NeedsOwnMfa { get; private set; }
    public bool MayChange => current.Caller.May(Permission.UpdatePolicy);
    public string AccountName => current.Signed.Account.Name;
    public string AccountId => current.Signed.Account.Id;
    public LocalTime Times => times;

    /// <summary>What the installation demands above this account; null where nothing.</summary>
    public string? FromAbove
    {
        get
        {
            if (Shown.Installation.EverybodyFrom is { } from)
                return texts[
                    "The operator of this portal requires multi-factor authentication of everybody from {0} on.",
                    times.Day(from)
                ];
            if (current.Signed.Account.CreatedAt <= Shown.Installation.CutOff)
                return null;
            return texts[
                "In accounts made after {0}, as this one, “Advised” means “Required”: so the operator of this portal decided.",
                times.Day(Shown.Installation.CutOff)
            ];
        }
    }

    /// <summary>Whoever is asked to enrol by the policy as it is finds nothing to set up; null where that is not so.</summary>
    public Banner? LeavesNobodyAWay =>
        WaysToEnrol.AreNone(Shown.Kept.Policy, anchors)
            ? new Banner(
                Tone.Warn,
                texts["Nobody can set up a second factor in this account."],
                texts[ChangedPolicy.NobodyCanEnrol.Why]
            )
            : null;

    /// <summary>What the change means for programs that come with a password; null: nothing.</summary>
    public Banner? PasswordsEnded =>
        Preview is { PasswordsEnded: > 0 and var users, Change.After.PasswordOnApi: var mode }
            ? new Banner(
                Tone.Warn,
                users == 1
                    ? texts["For one active user the password ends for programs."]
                    : texts["For {0} active users the password ends for programs.", users],
                mode == PasswordOnApi.UntilKeyOrMfa
                    ? texts["Programs that still sign in with the password are shut out, and it does not come back by itself."]
                    : texts["Programs that still sign in with the password are shut out."]
            )
            : null;

    /// <summary>Until when one of those whom the change reaches may wait.</summary>
    public string WaitsUntil(ReachedByChange reached) =>
        reached.WaitsUntil(Preview!.Change!.Now) is { } end ? texts["by {0}", times.Text(end)]
        : Preview.Change.After.Bites == Bites.EveryRequest ? texts["at the next click"]
        : texts["at the next sign-in"];

    public async Task<IActionResult> OnGetAsync(string? preset, string? done)
    {
        await Load();
        Notice = done switch
        {
            "saved" => new Banner(Tone.Good, texts["Saved."]),
            "unchanged" => new Banner(Tone.Plain, texts["Nothing was different, so nothing was changed."]),
            _ => null,
        };
        if (preset is not null && Preset.All.TryGetValue(preset, out var filling))
        {
            Values = PolicySettings.Write(filling);
            FilledFrom = preset;
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await Load();
        Words = PostedWords.Of(Request.Form, Shown.Kept.Policy);
        var preview = await change.Preview(current.Caller, AccountId, Version, Words, HttpContext.RequestAborted);
        if (preview.Refused is { } refused)
            return Say(refused);
        if (preview.AsksFirst && !Confirmed)
        {
            Preview = preview;
            return Page();
        }
        return Say(await change.Change(current.Caller, AccountId, Version, Words, Mail, HttpContext.RequestAborted));
    }

    private async Task Load()
    {
        Shown = await show.Show(current.Caller, HttpContext.RequestAborted);
        Values = PolicySettings.Write(Shown.Kept.Policy);
    }

    private IActionResult Say(ChangedPolicy answer)
    {
        switch (answer)
        {
            case ChangedPolicy.Done done:
                return Redirect("/account/policy?done=" + WordOf(done));
            case ChangedPolicy.BadWords bad:
                foreach (var setting in bad.Settings)
                    ModelState.AddModelError(
                        setting.Name,
                        texts["{0} is not possible here. Possible is: {1}", Words[setting.Name], setting.Rule]
                    );
                break;
            case ChangedPolicy.Conflict:
                // What was typed is dropped on purpose: it was made up over something that is no longer so.
                ModelState.AddModelError(
                    "",
                    texts[
                        "Somebody else changed the policy meanwhile; nothing of yours was saved. Below is the policy as it is now."
                    ]
                );
                return Page();
            case ChangedPolicy.NeedsOwnMfa:
                NeedsOwnMfa = true;
                ModelState.AddModelError(
                    "requireMfa",
                    texts[
                        "This account's policy lets only administrators who use multi-factor authentication themselves require it of others. Set it up for yourself first; nothing was changed."
                    ]
                );
                break;
            case ChangedPolicy.NobodyCanEnrol:
                ModelState.AddModelError("methods", texts[ChangedPolicy.NobodyCanEnrol.Why]);
                break;
            case ChangedPolicy.WouldLockOut:
                ModelState.AddModelError(
                    Words.ContainsKey("requiredStrength") ? "requiredStrength" : "",
                    texts["You have no security key yourself, so this would lock you out. Nothing was changed."]
                );
                break;
            default:
                return NotFound();
        }
        Values = new Dictionary<string, string>(
            Values.Concat(Words).GroupBy(w => w.Key).ToDictionary(g => g.Key, g => g.Last().Value)
        );
        return Page();
    }

    private string WordOf(ChangedPolicy.Done done) => done.Kept.Version == Version ? "unchanged" : "saved";
}
