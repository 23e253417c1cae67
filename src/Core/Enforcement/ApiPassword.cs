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

    /// <summary>Whether some door is open to it at this moment: whoever takes a step that ends it is warned before.</summary>
    public static bool IsOpen(User user, PasswordOnApi mode, Demand demand, Factors factors) =>
        (user.IsOpen(Door.Api) || user.IsOpen(Door.IsProxy)) && Deny(mode, user.ApiPasswordEndedAt, demand, factors) is null;
}
