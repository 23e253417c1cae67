namespace Sallyport.Core.Enforcement;

/// <summary>What the installation asks above all accounts.</summary>
/// <param name="CutOff">In accounts created strictly after this, "advised" means "required".</param>
/// <param name="EverybodyFrom">From here on everybody is required; null: never.</param>
public sealed record InstallationRule(DateTimeOffset CutOff, DateTimeOffset? EverybodyFrom)
{
    /// <summary>When the requirement of everybody was decided, or begins, whichever is later. Null: nobody noted it, and <see cref="EverybodyFrom"/> is the time.</summary>
    public DateTimeOffset? EverybodySince { get; init; }

    /// <summary>When everybody was last seen to be required: all passwords for programs ended then (APIKEY-6).</summary>
    public DateTimeOffset? ProgramsEndedAt { get; init; }

    public bool RequiresEverybody(DateTimeOffset now) => EverybodyFrom <= now;

    public bool AsksTheSameAs(InstallationRule other) => (CutOff, EverybodyFrom) == (other.CutOff, other.EverybodyFrom);

    /// <summary>This rule as it is kept when it takes the place of another one: what was required without a break keeps its beginning.</summary>
    public InstallationRule After(InstallationRule before, DateTimeOffset now) =>
        this with
        {
            EverybodySince =
                EverybodyFrom is not { } from ? null
                : before.RequiresEverybody(now) && RequiresEverybody(now) ? before.EverybodySince
                : from > now ? from
                : now,
            ProgramsEndedAt = before.RequiresEverybody(now) || RequiresEverybody(now) ? now : before.ProgramsEndedAt,
        };
}
