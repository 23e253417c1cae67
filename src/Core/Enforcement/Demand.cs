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
    /// <summary>From here on nothing waits any longer: the end of the grace, or the beginning of a demand that gives none.</summary>
    public DateTimeOffset HoldsFrom { get; init; } = GraceEndsAt > Since ? GraceEndsAt.Value : Since;

    /// <summary>When security keys alone began to be asked for; null where they are not, or nobody noted it.</summary>
    public DateTimeOffset? StrengthSince { get; init; }

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

    /// <summary>
    /// The strictest of installation, account and user wins; a user's "not required" beats the account alone, and only where the account lets it (MUST-1). Of several who
    /// demand it, whoever waits the shortest decides until when: another way to demand it gives nobody new time.
    /// </summary>
    public static Demand Of(
        InstallationRule installation,
        Policy policy,
        AccountFacts account,
        UserFacts user,
        DateTimeOffset now
    )
    {
        DemandSource? named = null;
        DemandSource strictest = default;
        foreach (var source in DemandSource.Of(installation, policy, account, user, now))
        {
            if (named is null || source.HoldsFrom < strictest.HoldsFrom)
                strictest = source;
            named ??= source;
        }
        return named is { } by
            ? new(by.By, by.Since, strictest.GraceEndsAt, policy.RequiredStrength, Advised: false)
            {
                HoldsFrom = strictest.HoldsFrom,
                StrengthSince = policy.RequiredStrength == RequiredStrength.Any ? null : account.Decision.StrengthSince,
            }
            : new(null, now, null, policy.RequiredStrength, policy.Requirement == Requirement.Advised);
    }
}
