using Sallyport.Core.Accounts;

namespace Sallyport.Core.Enforcement;

/// <summary>What decides whether a user's password for programs has ended.</summary>
/// <param name="Requirement">What is asked of this user beside what is asked of all.</param>
/// <param name="CreatedAt">When the user was made.</param>
/// <param name="EndedAt">By the user's own row.</param>
/// <param name="SettledAt">What ended passwords of the whole account up to here is in the row already, or was taken back.</param>
public sealed record ProgramsFacts(
    UserRequirement Requirement,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? SettledAt
)
{
    public static ProgramsFacts Of(User user) =>
        new(user.Requirement, user.CreatedAt, user.ApiPasswordEndedAt, user.ApiPasswordSettledAt);
}
