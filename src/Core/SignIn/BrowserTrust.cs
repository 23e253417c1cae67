using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;

namespace Sallyport.Core.SignIn;

/// <summary>That a browser stands in for one user's second factor for a time (SIGN-10). The password is still asked.</summary>
public sealed class BrowserTrust
{
    /// <summary>Digest of the browser's cookie. Its secret is made anew when trust is granted: an older copy of the cookie opens nothing.</summary>
    public required string BrowserId { get; init; }

    /// <summary>When the person ticked the box, beside a second factor that was right.</summary>
    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>The end that was promised then.</summary>
    public required DateTimeOffset Until { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>What the browser said of itself when it last signed in; empty where that is forgotten.</summary>
    public required string UserAgent { get; init; }

    /// <summary>When it ends: a limit that was lowered since cuts it short, one that was raised does not stretch it.</summary>
    public DateTimeOffset EndsAt(Policy policy) =>
        GrantedAt.AddDays(policy.TrustedBrowserDays) is var limit && limit < Until ? limit : Until;

    public bool Counts(Policy policy, Demand demand, DateTimeOffset now) =>
        IsOffered(policy, demand) && now < EndsAt(policy) && !IsOver(now);

    /// <summary>By time, whatever the policy says at this moment: nobody has ended it.</summary>
    public bool IsOver(DateTimeOffset now) => now >= Until || StoredTime.IsWrong(GrantedAt, now);

    /// <summary>Whether browsers are trusted at all. Not where security keys alone are demanded: a browser is none.</summary>
    public static bool IsOffered(Policy policy, Demand demand) =>
        policy.TrustedBrowserDays > 0 && demand is not { IsRequired: true, Strength: RequiredStrength.PhishingResistant };
}
