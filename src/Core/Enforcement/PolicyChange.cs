using Sallyport.Core.Accounts;

namespace Sallyport.Core.Enforcement;

/// <summary>
/// A policy before and after a change: what the change means for the account's users, asked before it is made and while it is made. <see cref="DemandAfter"/> is computed
/// from <see cref="NewDecision"/>, the very row that is kept, so that what is announced is what happens.
/// </summary>
/// <param name="Installation">What stands above the account.</param>
/// <param name="Account">When the account was made, and what was decided about its requirement so far.</param>
/// <param name="Before">The policy as it is.</param>
/// <param name="After">The policy as it is to be.</param>
/// <param name="Now">When it changes.</param>
public sealed record PolicyChange(
    InstallationRule Installation,
    AccountFacts Account,
    Policy Before,
    Policy After,
    DateTimeOffset Now
)
{
    private static readonly UserFacts Anybody = new(UserRequirement.Inherit);

    /// <summary>What was not demanded of the account's users now is: the moment at which a grace period starts (MUST-8).</summary>
    public bool Begins => !IsDemanded(Installation, Before) && IsDemanded(Installation, After);

    /// <summary>An administrator demands it of everybody, also where the installation did already: the act of MUST-6.</summary>
    public bool SwitchesOn => Begins || (After.Requirement == Requirement.Required && Before.Requirement != Requirement.Required);

    /// <summary>It may hold people who are not held now: whoever makes it sees first whom (MUST-7).</summary>
    public bool Tightens =>
        SwitchesOn || (IsDemanded(Installation, After) && (AsksForMore || (Before.UserMayOptOut && !After.UserMayOptOut)));

    /// <summary>More is asked, or sooner, of those of whom something is demanded, if only of some users alone.</summary>
    public bool AsksForMore => AsksForKeys || BitesSooner || ShortensGrace;

    /// <summary>It decides of whom something is demanded, since when or until when: what followed from the decision before is overtaken.</summary>
    public bool IsDecision =>
        Tightens
        || AsksForMore
        || Before.Requirement != After.Requirement
        || Before.RequiredStrength != After.RequiredStrength
        || Before.UserMayOptOut != After.UserMayOptOut;

    /// <summary>Whoever makes it has to be told of users whom it concerns: those whom it asks to enrol, and those whose password ends for programs.</summary>
    public bool ConcernsPeople => IsDecision || Before.PasswordOnApi != After.PasswordOnApi;

    /// <summary>The settings that differ, in the order of the table.</summary>
    public IReadOnlyList<PolicySetting> Differences => [.. PolicySettings.All.Where(s => s.Read(Before) != s.Read(After))];

    /// <summary>What is kept beside the policy after.</summary>
    public Decision NewDecision =>
        RequirementAfter with
        {
            StrengthSince =
                After.RequiredStrength == RequiredStrength.Any ? null
                : AsksForKeys ? Now
                : Account.Decision.StrengthSince,
            OptOutEndedAt = Before.UserMayOptOut && !After.UserMayOptOut ? Now : Account.Decision.OptOutEndedAt,
            ProgramsEndedAt = EndsApiPasswords(UserRequirement.Inherit) ? Now : Account.Decision.ProgramsEndedAt,
            ProgramsEndedForAllAt = EndsApiPasswords(UserRequirement.NotRequired) ? Now : Account.Decision.ProgramsEndedForAllAt,
        };

    /// <summary>Whether the user will be asked to enrol.</summary>
    public bool Reaches(UserFacts user) => DemandAfter(user) is { IsRequired: true } demand && !demand.IsMetBy(user.Factors);

    /// <summary>What is demanded of the user now.</summary>
    public Demand DemandBefore(UserFacts user) => Demand.Of(Installation, Before, Account, user, Now);

    /// <summary>What is demanded of the user once the change is made.</summary>
    public Demand DemandAfter(UserFacts user) => Afterwards(user);

    /// <summary>The same for many: what is kept beside the policy is made once.</summary>
    public Func<UserFacts, Demand> Afterwards
    {
        get
        {
            var account = Account with { Decision = NewDecision };
            return user => Demand.Of(Installation, After, account, user, Now);
        }
    }

    // Its own demand, the cut-off's included: what the installation asks of everybody has its own beginning.
    private Decision RequirementAfter
    {
        get
        {
            var (decided, own) = (Account.Decision, Installation with { EverybodyFrom = null });
            if (!IsDemanded(own, After))
                return decided with { RequiredSince = null, GraceDecidedAt = null, GraceDays = null };
            if (!IsDemanded(own, Before))
                return decided with { RequiredSince = Now, GraceDecidedAt = Now, GraceDays = Begins ? After.GraceDays : 0 };
            return ShortensGrace
                ? decided with
                {
                    GraceDecidedAt = Now,
                    GraceDays = decided.TellsGrace(Account.RequiredSince) ? decided.GraceDays : null,
                }
                : decided;
        }
    }

    private bool AsksForKeys =>
        After.RequiredStrength == RequiredStrength.PhishingResistant
        && Before.RequiredStrength != RequiredStrength.PhishingResistant;

    private bool BitesSooner => After.Bites == Bites.EveryRequest && Before.Bites != Bites.EveryRequest;

    private bool ShortensGrace => After.GraceDays < Before.GraceDays;

    // Before or after: while it is required it is over anyway, and it does not come back when the requirement goes (APIKEY-6).
    private bool EndsApiPasswords(UserRequirement asked) =>
        new[] { Before, After }.Any(policy =>
            Demand.Of(Installation, policy, Account, Anybody with { Requirement = asked }, Now).IsRequired
        );

    private bool IsDemanded(InstallationRule installation, Policy policy) =>
        Demand.Of(installation, policy, Account, Anybody, Now).IsRequired;
}
