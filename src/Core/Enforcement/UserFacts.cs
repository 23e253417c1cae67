using Sallyport.Core.Accounts;

namespace Sallyport.Core.Enforcement;

/// <summary>What a demand needs to know of the user.</summary>
/// <param name="Requirement">What is asked of this user beside what is asked of all.</param>
public sealed record UserFacts(UserRequirement Requirement)
{
    public Factors Factors { get; init; } = Factors.None;
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the user's own requirement was switched on.</summary>
    public DateTimeOffset? RequiredSince { get; init; }

    /// <summary>How many days were promised then; null: <see cref="GraceEndsAt"/> has the promised end.</summary>
    public int? RequiredGraceDays { get; init; }

    /// <summary>The end of the grace as the version before kept it, for decisions that tell none themselves.</summary>
    public DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>When an administrator gave this user more time, for the decisions before that moment.</summary>
    public DateTimeOffset? GraceExtendedAt { get; init; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? GraceExtendedTo { get; init; }

    /// <summary>When the user stopped being "not required".</summary>
    public DateTimeOffset? OptOutEndedAt { get; init; }

    /// <summary>When the user last had a factor that was removed since.</summary>
    public DateTimeOffset? FactorSeenAt { get; init; }

    /// <summary>When the user last had a security key that was removed since.</summary>
    public DateTimeOffset? KeySeenAt { get; init; }

    public static UserFacts Of(User user, Factors factors) =>
        new(user.Requirement)
        {
            Factors = factors,
            CreatedAt = user.CreatedAt,
            RequiredSince = user.RequiredSince,
            RequiredGraceDays = user.RequiredGraceFor == user.RequiredSince ? user.RequiredGraceDays : null,
            GraceEndsAt = user.GraceEndsAt,
            GraceExtendedAt = user.GraceExtendedAt,
            GraceExtendedTo = user.GraceExtendedTo,
            OptOutEndedAt = user.OptOutEndedAt,
            FactorSeenAt = user.FactorSeenAt,
            KeySeenAt = user.KeySeenAt,
        };

    /// <summary>Whether a factor that would have been enough was there at that moment or later, and is no more: whoever had one waits no longer (MUST-8).</summary>
    public bool HadFactorSince(DateTimeOffset decidedAt, RequiredStrength strength) =>
        (!Factors.MfaOn && FactorSeenAt >= decidedAt)
        || (strength == RequiredStrength.PhishingResistant && !Factors.HasPhishingResistant && KeySeenAt >= decidedAt);
}
