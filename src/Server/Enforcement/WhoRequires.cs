using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Enforcement;

/// <summary>Says who requires a second factor, since when, and how long it may wait (MUST-1, MUST-8).</summary>
public sealed class WhoRequires(LocalTime times, TimeProvider clock, IStringLocalizer<Texts> texts)
{
    /// <summary>The line on top of the pages that lead to a factor; null where nobody asks for one, or where there is one.</summary>
    public Banner? Line(SignedIn person)
    {
        var demand = person.Demand;
        if (demand.IsRequired)
            return person.MustShowKey
                    ? new Banner(
                        Tone.Warn,
                        Who(demand, person.Account),
                        texts["A security key or a passkey is asked for, and you signed in without yours."]
                    )
                : demand.IsMetBy(person.Factors) && !person.MustEnrol ? null
                : new Banner(Tone.Warn, Who(demand, person.Account), Until(demand, person.MustEnrol));
        return demand.Advised && !person.Factors.MfaOn
            ? new Banner(Tone.Plain, texts["{0} advises multi-factor authentication.", person.Account.Name])
            : null;
    }

    /// <summary>One sentence that names who demands it.</summary>
    public string Who(Demand demand, Account account) =>
        demand.By switch
        {
            DemandedBy.Installation => texts["The operator of this portal requires multi-factor authentication."],
            DemandedBy.Account => texts["{0} requires multi-factor authentication.", account.Name],
            DemandedBy.User => texts["Multi-factor authentication is required for your user."],
            null => texts["Multi-factor authentication is not required."],
        };

    /// <summary>Since when.</summary>
    public string Since(Demand demand) => texts["Required since {0}.", times.Day(demand.Since)];

    private string Until(Demand demand, bool mustEnrol)
    {
        var since = times.Day(demand.Since);
        var left = (demand.GraceEndsAt ?? DateTimeOffset.MinValue) - clock.GetUtcNow();
        if (left > TimeSpan.FromDays(1))
            return texts[
                "Required since {0}. You have until {1} to set it up ({2} days).",
                since,
                times.Text(demand.GraceEndsAt),
                (int)Math.Ceiling(left.TotalDays)
            ];
        if (left > TimeSpan.Zero)
            return texts[
                "Required since {0}. You have until {1} to set it up ({2} hours).",
                since,
                times.Text(demand.GraceEndsAt),
                (int)Math.Ceiling(left.TotalHours)
            ];
        return mustEnrol
            ? texts["Required since {0}. Set it up now; the rest of the portal opens afterwards.", since]
            : texts["Required since {0}. It will be asked of you at your next sign-in.", since];
    }
}
