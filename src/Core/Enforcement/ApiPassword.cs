using Sallyport.Core.Accounts;
using Sallyport.Core.Common;

namespace Sallyport.Core.Enforcement;

/// <summary>Why a right password opens neither API nor IsProxy. The audit trail has these words.</summary>
public enum ApiPasswordDenial
{
    /// <summary>The account's programs have keys.</summary>
    PasswordNotAllowed,
    MfaOn,
    MfaRequired,

    /// <summary>It was over once, by a first key or by MFA, and nobody has brought it back.</summary>
    PasswordEnded,

    /// <summary>It works at <c>POST /api/v1/session</c> alone, with a token.</summary>
    TokenNeeded,
}

/// <summary>Whether a user's password still opens API and IsProxy (APIKEY-6, ALWAYS-5).</summary>
public static class ApiPassword
{
    /// <summary>Null: it does.</summary>
    /// <param name="mode">The account's setting.</param>
    /// <param name="endedAt">When it ended for this user under <c>untilKeyOrMfa</c>; null: it has not.</param>
    /// <param name="demand">What is demanded of the user: a requirement whose grace still runs is one.</param>
    /// <param name="factors">What the user has.</param>
    public static ApiPasswordDenial? Deny(PasswordOnApi mode, DateTimeOffset? endedAt, Demand demand, Factors factors) =>
        mode == PasswordOnApi.Never ? ApiPasswordDenial.PasswordNotAllowed
        : mode == PasswordOnApi.WithToken && factors.Count + factors.TrialApps > 0 ? ApiPasswordDenial.TokenNeeded
        : factors.MfaOn ? ApiPasswordDenial.MfaOn
        : demand.IsRequired ? ApiPasswordDenial.MfaRequired
        : mode == PasswordOnApi.UntilKeyOrMfa && endedAt is not null ? ApiPasswordDenial.PasswordEnded
        : null;

    /// <summary>
    /// When it ended for a user under <c>untilKeyOrMfa</c>: by the user's own row, by a requirement that reached the account when the user was there, whose rows may still
    /// have to be written, or by the one that stands. Null: it has not ended, or was brought back since.
    /// </summary>
    public static DateTimeOffset? EndedAt(ProgramsFacts user, Decision account, InstallationRule installation, Demand demand)
    {
        if (user.EndedAt is { } own)
            return own;
        DateTimeOffset? ended = null;
        foreach (var mark in Marks(user, account, installation))
            if (mark >= user.CreatedAt && !(mark <= user.SettledAt) && !(mark >= ended))
                ended = mark;
        return ended
            ?? (
                !demand.IsRequired ? null
                : demand.Since > user.CreatedAt ? demand.Since
                : user.CreatedAt
            );
    }

    /// <summary>The time up to which everything that ended passwords of the whole account is known: what is brought back now is not ended by it again.</summary>
    public static DateTimeOffset SettledBy(
        ProgramsFacts user,
        Decision account,
        InstallationRule installation,
        DateTimeOffset now
    ) =>
        Marks(user with { Requirement = UserRequirement.NotRequired }, account, installation)
            .Append(account.ProgramsEndedAt)
            .Aggregate(now, (latest, mark) => mark > latest ? mark.Value : latest);

    private static IEnumerable<DateTimeOffset?> Marks(ProgramsFacts user, Decision account, InstallationRule installation)
    {
        yield return installation.ProgramsEndedAt;
        yield return account.ProgramsEndedForAllAt;
        if (user.Requirement != UserRequirement.NotRequired)
            yield return account.ProgramsEndedAt;
    }

    /// <summary>Whether some door is open to it at this moment: whoever takes a step that ends it is warned before.</summary>
    public static bool IsOpen(User user, PasswordOnApi mode, DateTimeOffset? endedAt, Demand demand, Factors factors) =>
        (user.IsOpen(Door.Api) || user.IsOpen(Door.IsProxy)) && Deny(mode, endedAt, demand, factors) is null;
}
