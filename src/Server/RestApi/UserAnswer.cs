using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;

namespace Sallyport.Server.RestApi;

/// <summary>What is demanded of a user, by whom, and until when it may wait.</summary>
public sealed record DemandAnswer(bool IsRequired, string? By, DateTimeOffset? Since, DateTimeOffset? GraceEndsAt)
{
    public static DemandAnswer Of(Demand demand) =>
        demand.IsRequired
            ? new(true, Words.Camel(demand.By!.Value), demand.Since, demand.GraceEndsAt)
            : new(false, null, null, null);
}

/// <summary>Whether MFA is on, by which kinds of factor, and what is demanded.</summary>
/// <param name="On">At least one factor is active.</param>
/// <param name="Kinds">securityKey, app.</param>
/// <param name="OnTrial">An app is set up and has not signed in yet: no factor.</param>
/// <param name="Requirement">What is asked of this user beside what is asked of all.</param>
/// <param name="Demand">What comes of it.</param>
public sealed record MfaAnswer(bool On, IReadOnlyList<string> Kinds, bool OnTrial, string Requirement, DemandAnswer Demand)
{
    public static MfaAnswer Of(Factors factors, UserRequirement requirement, Demand demand) =>
        new(
            factors.MfaOn,
            [
                .. factors.SecurityKeys > 0 ? (string[])[Words.Camel(Method.SecurityKey)] : [],
                .. factors.Apps > 0 ? (string[])[Words.Camel(Method.App)] : [],
            ],
            factors.TrialApps > 0,
            Words.Camel(requirement),
            DemandAnswer.Of(demand)
        );
}

/// <summary>A user of the account.</summary>
public sealed record UserAnswer
{
    public required string Id { get; init; }
    public required string Login { get; init; }
    public required string Email { get; init; }

    /// <summary>Since when a mail server refuses mail for this address; null: none does, as far as is known.</summary>
    public required DateTimeOffset? EmailRefusedAt { get; init; }

    /// <summary>The address that takes its place once it is confirmed; null: no change waits.</summary>
    public required string? PendingEmail { get; init; }
    public required string Title { get; init; }
    public required string GivenName { get; init; }
    public required string FamilyName { get; init; }
    public required string Mobile { get; init; }
    public required string Language { get; init; }
    public required string TimeZone { get; init; }
    public required string Status { get; init; }
    public required string Role { get; init; }
    public required string RoleName { get; init; }
    public required IReadOnlyList<string> Doors { get; init; }
    public required IReadOnlyList<string> PortalAddresses { get; init; }
    public required IReadOnlyList<string> ApiAddresses { get; init; }
    public required bool HasPassword { get; init; }
    public required MfaAnswer Mfa { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ModifiedAt { get; init; }
    public required DateTimeOffset? LastSignInAt { get; init; }

    public static UserAnswer Of(ShownUser shown)
    {
        var user = shown.User;
        return new()
        {
            Id = user.Id,
            Login = user.Login,
            Email = user.Email,
            EmailRefusedAt = user.EmailRefusedSince,
            PendingEmail = shown.Pending?.Email,
            Title = user.Title,
            GivenName = user.GivenName,
            FamilyName = user.FamilyName,
            Mobile = user.Mobile,
            Language = user.Language,
            TimeZone = user.TimeZone,
            Status = Words.Camel(user.Status),
            Role = user.Role,
            RoleName = user.RoleName ?? user.Role,
            Doors = List(user.Doors),
            PortalAddresses = List(user.PortalAddresses),
            ApiAddresses = List(user.ApiAddresses),
            HasPassword = user.SealedPasswordHash is not null,
            Mfa = MfaAnswer.Of(shown.State.Factors, user.Requirement, shown.State.Demand),
            CreatedAt = user.CreatedAt,
            ModifiedAt = user.ModifiedAt,
            LastSignInAt = user.LastSignInAt,
        };
    }

    public static IReadOnlyList<string> List(string words) => words.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A user in the list.</summary>
public sealed record ListedUserAnswer(
    string Id,
    string Login,
    string Email,
    DateTimeOffset? EmailRefusedAt,
    string GivenName,
    string FamilyName,
    string Status,
    string Role,
    string RoleName,
    MfaAnswer Mfa,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt
)
{
    public static ListedUserAnswer Of(ListedUser listed) =>
        new(
            listed.Row.Id,
            listed.Row.Login,
            listed.Row.Email,
            listed.Row.EmailRefusedSince,
            listed.Row.GivenName,
            listed.Row.FamilyName,
            Words.Camel(listed.Row.Status),
            listed.Row.Role,
            listed.Row.RoleName ?? listed.Row.Role,
            MfaAnswer.Of(listed.Row.Factors, listed.Row.Requirement, listed.Demand),
            listed.Row.CreatedAt,
            listed.Row.LastSignInAt
        );
}
