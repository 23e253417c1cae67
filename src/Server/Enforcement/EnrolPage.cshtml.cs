using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;

namespace Sallyport.Server.Enforcement;

/// <summary>Why one is asked to enrol, by whom and until when, and the way there (MUST-2, MUST-4).</summary>
public sealed class EnrolPage(Current current, TimeProvider clock, LocalTime times, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(Name = "returnTo", SupportsGet = true)]
    public string ReturnTo { get; set; } = "";

    /// <summary>Where "Later" leads; null where it cannot wait.</summary>
    public string? Later => current.Signed.MustEnrol ? null : ReturnAddress.OrHome(ReturnTo);

    public bool IsRequired => current.Signed.Demand.IsRequired;

    /// <summary>An app would not be enough, and security keys cannot be set up yet.</summary>
    public bool NeedsKey => IsRequired && PolicyDraft.AsksForAKey(current.Signed.Policy);

    public string AccountName => current.Signed.Account.Name;
    public string Support => current.Signed.Account.SupportContact;

    public string Reason =>
        current.Signed.Demand is { By: { } by, Since: var since }
            ? Says(by, times.Day(since))
            : texts["{0} advises multi-factor authentication.", AccountName];

    public string Until
    {
        get
        {
            if (!IsRequired)
                return texts[
                    "A password alone is easily guessed, stolen or given away. A code of your phone beside it keeps others out."
                ];
            if (current.Signed.Demand.GraceEndsAt is not { } end)
                return Later is null
                    ? texts["You can go on as soon as it is set up."]
                    : texts["It will be asked of you at your next sign-in."];
            var left = end - clock.GetUtcNow();
            return left <= TimeSpan.Zero ? texts["Your time to set it up ended on {0}.", times.Text(end)]
                : left < TimeSpan.FromDays(1)
                    ? texts["Set it up by {0}. Hours left: {1}.", times.Text(end), (int)Math.Ceiling(left.TotalHours)]
                : texts["Set it up by {0}. Days left: {1}.", times.Text(end), (int)left.TotalDays];
        }
    }

    public IActionResult OnGet()
    {
        var person = current.Signed;
        var isDone = person.Factors.MfaOn && !person.MustEnrol;
        var isAsked = person.Demand.IsRequired || person.Demand.Advised;
        return isDone || !isAsked ? Redirect("/me/security") : Page();
    }

    private string Says(DemandedBy by, string since) =>
        by switch
        {
            DemandedBy.Installation => texts[
                "The operator of this portal requires multi-factor authentication since {0}.",
                since
            ],
            DemandedBy.Account => texts[
                "{0} requires multi-factor authentication of all its users since {1}.",
                AccountName,
                since
            ],
            DemandedBy.User => texts["Your administrator requires multi-factor authentication of you since {0}.", since],
        };
}
