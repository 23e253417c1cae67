using Sallyport.Core.Accounts;

namespace Sallyport.Core.Enforcement;

/// <summary>Who demands the second factor.</summary>
public enum DemandedBy
{
    Installation,
    Account,
    User,
}

/// <summary>What is demanded of one user at one moment, by whom, since when, and until when it may wait.</summary>
/// <param name="By">Null: nothing is demanded.</param>
/// <param name="Since">When the demand began.</param>
/// <param name="GraceEndsAt">Until then enrolment may wait; null: it may not.</param>
/// <param name="Strength">Which factors satisfy the demand.</param>
/// <param name="Advised">Not demanded, but a prompt is shown at each sign-in.</param>
public sealed record Demand(
    DemandedBy? By,
    DateTimeOffset Since,
    DateTimeOffset? GraceEndsAt,
    RequiredStrength Strength,
    bool Advised
)
{
    public bool IsRequired => By is not null;

    public bool IsMetBy(Factors factors) =>
        Strength == RequiredStrength.PhishingResistant ? factors.HasPhishingResistant : factors.MfaOn;

    /// <summary>Whether a factor of this kind would meet it (MUST-12).</summary>
    public bool Accepts(Method method) => !IsRequired || Strength == RequiredStrength.Any || method == Method.SecurityKey;

    /// <summary>Only a security key or passkey opens a full session now (MUST-12).</summary>
    public bool WantsKey(DateTimeOffset now) => IsRequired && Strength == RequiredStrength.PhishingResistant && !IsInGrace(now);

    /// <summary>A code of an app is no second factor of somebody who has the key that is demanded. Who has none yet gets in to set one up.</summary>
    public bool RefusesCodes(Factors factors, DateTimeOffset now) => WantsKey(now) && factors.HasPhishingResistant;

    public bool IsInGrace(DateTimeOffset now) => GraceEndsAt is { } end && now < end;

    /// <summary>The strictest of installation, account and user wins; a user's "not required" beats the account alone, and only where the account lets it (MUST-1).</summary>
    public static Demand Of(
        InstallationRule installation,
        Policy policy,
        AccountFacts account,
        UserFacts user,
        DateTimeOffset now
    )
    {
        Demand Demanded(DemandedBy by, DateTimeOffset since) =>
            new(by, since, user.GraceEndsAt, policy.RequiredStrength, Advised: false);

        if (installation.EverybodyFrom is { } from && from <= now)
            return Demanded(DemandedBy.Installation, Later(from, account.CreatedAt));
        if (policy.Requirement == Requirement.Advised && account.CreatedAt > installation.CutOff)
            return Demanded(DemandedBy.Installation, account.RequiredSince ?? account.CreatedAt);
        if (user.Requirement == UserRequirement.Required)
            return Demanded(DemandedBy.User, user.RequiredSince ?? account.CreatedAt);
        var optedOut = user.Requirement == UserRequirement.NotRequired && policy.UserMayOptOut;
        if (policy.Requirement == Requirement.Required && !optedOut)
            return Demanded(DemandedBy.Account, account.RequiredSince ?? account.CreatedAt);
        return new(null, now, null, policy.RequiredStrength, policy.Requirement == Requirement.Advised);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>What a demand needs to know of the account.</summary>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="RequiredSince">When the account's policy last began to require; null where it did from the beginning.</param>
public sealed record AccountFacts(DateTimeOffset CreatedAt, DateTimeOffset? RequiredSince);

/// <summary>What a demand needs to know of the user.</summary>
public sealed record UserFacts(UserRequirement Requirement, DateTimeOffset? RequiredSince, DateTimeOffset? GraceEndsAt)
{
    public static UserFacts Of(User user) => new(user.Requirement, user.RequiredSince, user.GraceEndsAt);
}
