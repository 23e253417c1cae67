using Sallyport.Core.Accounts;

namespace Sallyport.Core.Enforcement;

/// <summary>A policy before and after a change: what the change means for the account's users, asked before it is made and while it is made.</summary>
/// <param name="Installation">What stands above the account.</param>
/// <param name="AccountCreatedAt">When the account was made.</param>
/// <param name="RequiredSince">Since when the policy before requires, where it does.</param>
/// <param name="Before">The policy as it is.</param>
/// <param name="After">The policy as it is to be.</param>
/// <param name="Now">When it changes.</param>
public sealed record PolicyChange(
    InstallationRule Installation,
    DateTimeOffset AccountCreatedAt,
    DateTimeOffset? RequiredSince,
    Policy Before,
    Policy After,
    DateTimeOffset Now
)
{
    private static readonly UserFacts Anybody = new(UserRequirement.Inherit, null, null);

    /// <summary>What was not demanded of the account's users now is: the moment at which a grace period starts (MUST-8).</summary>
    public bool Begins => !WasDemanded && IsDemanded;

    /// <summary>An administrator demands it of everybody, also where the installation did already: the act of MUST-6.</summary>
    public bool SwitchesOn => Begins || (After.Requirement == Requirement.Required && Before.Requirement != Requirement.Required);

    /// <summary>It may hold people who are not held now: whoever makes it sees first whom (MUST-7).</summary>
    public bool Tightens => SwitchesOn || (Before.UserMayOptOut && !After.UserMayOptOut && IsDemanded) || AsksForMore;

    /// <summary>Since when the policy after requires; null where it does not. What was demanded without a break keeps its beginning.</summary>
    public DateTimeOffset? NewRequiredSince =>
        !IsDemanded ? null
        : WasDemanded ? RequiredSince
        : Now;

    /// <summary>The settings that differ, in the order of the table.</summary>
    public IReadOnlyList<PolicySetting> Differences => [.. PolicySettings.All.Where(s => s.Read(Before) != s.Read(After))];

    /// <summary>Whether the user will be asked to enrol.</summary>
    public bool Reaches(UserFacts user, Factors factors) =>
        DemandAfter(user) is { IsRequired: true } demand && !demand.IsMetBy(factors);

    /// <summary>What is demanded of the user now.</summary>
    public Demand DemandBefore(UserFacts user) => Demanded(Before, RequiredSince, user);

    /// <summary>What is demanded of the user once the change is made.</summary>
    public Demand DemandAfter(UserFacts user) => Demanded(After, NewRequiredSince, user);

    /// <summary>Whether MFA is required, before or after, of those of whom this is asked: their passwords open no API then, and do not come back (APIKEY-6).</summary>
    public bool EndsApiPasswords(UserRequirement asked)
    {
        var some = Anybody with { Requirement = asked };
        return DemandBefore(some).IsRequired || DemandAfter(some).IsRequired;
    }

    private bool AsksForMore =>
        IsDemanded
        && After.RequiredStrength == RequiredStrength.PhishingResistant
        && Before.RequiredStrength != RequiredStrength.PhishingResistant;

    private bool WasDemanded => Demanded(Before, RequiredSince, Anybody).IsRequired;
    private bool IsDemanded => Demanded(After, null, Anybody).IsRequired;

    private Demand Demanded(Policy policy, DateTimeOffset? since, UserFacts user) =>
        Demand.Of(Installation, policy, new AccountFacts(AccountCreatedAt, since), user, Now);
}
