namespace Sallyport.Core.Enforcement;

/// <summary>
/// What was decided about an account's requirement, and when: the row by which everybody's demand is computed when it is read. Nobody's own row has to be written
/// for it to hold.
/// </summary>
public sealed record Decision
{
    /// <summary>Nothing was ever required.</summary>
    public static readonly Decision None = new();

    /// <summary>When the account last began to require; null where it does not, or did from its first day on.</summary>
    public DateTimeOffset? RequiredSince { get; init; }

    /// <summary>When <c>graceDays</c> was last decided for this requirement. Null, or before <see cref="RequiredSince"/>: a version decided that keeps each user's end.</summary>
    public DateTimeOffset? GraceDecidedAt { get; init; }

    /// <summary>The days that were promised when the requirement began; null: each user's row has the promised end.</summary>
    public int? GraceDays { get; init; }

    /// <summary>When security keys alone began to be asked for; null where they are not, or nobody noted it.</summary>
    public DateTimeOffset? StrengthSince { get; init; }

    /// <summary>When the account last stopped letting its users opt out.</summary>
    public DateTimeOffset? OptOutEndedAt { get; init; }

    /// <summary>When a requirement last reached the users who had not opted out: their passwords for programs ended (APIKEY-6).</summary>
    public DateTimeOffset? ProgramsEndedAt { get; init; }

    /// <summary>The same for those who had opted out too.</summary>
    public DateTimeOffset? ProgramsEndedForAllAt { get; init; }

    /// <summary>Made with the account, whose users enrol at once (MUST-5).</summary>
    public static Decision OfNewAccount(Policy policy, DateTimeOffset createdAt, DateTimeOffset now) =>
        policy.Requirement == Requirement.Required
            ? new()
            {
                RequiredSince = createdAt,
                GraceDecidedAt = now,
                GraceDays = 0,
            }
            : None;

    /// <summary>Whether the grace is told by this row, and not by each user's.</summary>
    /// <param name="since">When the requirement began.</param>
    public bool TellsGrace(DateTimeOffset since) => GraceDecidedAt >= since;
}
