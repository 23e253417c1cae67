using Sallyport.Core.Accounts;

namespace Sallyport.Core.Enforcement;

/// <summary>What a session remembers about enrolment beside the policy.</summary>
public enum SessionEnrolment
{
    ByPolicy,

    /// <summary>The last factor was removed under <c>enrolNext</c>: this session goes on, the next one enrols.</summary>
    Excused,

    /// <summary>The last factor was removed under <c>enrolNow</c>: this session enrols before anything else.</summary>
    Demanded,

    /// <summary>Opened by something weaker than is demanded, such as a recovery code in place of a security key: it sets up another key before anything else (MUST-12).</summary>
    Weak,
}

/// <summary>Whether a session may do anything but enrol (MUST-2, MUST-3).</summary>
public static class EnrolmentRule
{
    /// <param name="demand">What is demanded of the person.</param>
    /// <param name="factors">What the person has.</param>
    /// <param name="bites">Whether a demand reaches sessions that were there before it.</param>
    /// <param name="session">What the session remembers.</param>
    /// <param name="isByKey">A security key or passkey was given in it.</param>
    /// <param name="signedInAt">When it began.</param>
    /// <param name="now">The time of the request.</param>
    public static bool MustEnrol(
        Demand demand,
        Factors factors,
        Bites bites,
        SessionEnrolment session,
        bool isByKey,
        DateTimeOffset signedInAt,
        DateTimeOffset now
    )
    {
        if (!demand.IsRequired || demand.IsInGrace(now))
            return false;
        if (demand.WantsKey(now) && !isByKey)
        {
            if (session == SessionEnrolment.Weak)
                return true;
            // A key that was not shown makes no session stronger: it is asked for, or another one set up (MUST-3, MUST-12).
            if (factors.HasPhishingResistant && bites == Bites.EveryRequest)
                return true;
        }
        if (demand.IsMetBy(factors) || session == SessionEnrolment.Excused)
            return false;
        if (session == SessionEnrolment.Demanded)
            return true;
        return bites == Bites.EveryRequest || signedInAt >= Beginning(demand, factors);
    }

    // A demand with a grace period begins to bite when the grace ends. Of whoever has a factor that is not strong enough, more is asked since the raise alone.
    private static DateTimeOffset Beginning(Demand demand, Factors factors) =>
        factors.MfaOn && demand.StrengthSince > demand.HoldsFrom ? demand.StrengthSince.Value : demand.HoldsFrom;
}
