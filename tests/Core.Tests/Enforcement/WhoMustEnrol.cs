using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Enforcement;

public sealed class WhoMustEnrol
{
    private static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Since = Now.AddDays(-2);
    private static readonly Factors App = new(Apps: 1, TrialApps: 0, SecurityKeys: 0);

    [Fact]
    [Keeps("MUST-2")]
    public void Of_whom_nothing_is_demanded_nobody_must_enrol() =>
        Assert.False(MustEnrol(new Demand(null, Now, null, RequiredStrength.Any, Advised: true), Factors.None));

    [Fact]
    [Keeps("MUST-2")]
    public void Whoever_has_a_factor_must_not() => Assert.False(MustEnrol(Required(), App));

    [Fact]
    [Keeps("MUST-12")]
    public void An_app_does_not_spare_whoever_needs_a_security_key() =>
        Assert.True(MustEnrol(Required() with { Strength = RequiredStrength.PhishingResistant }, App));

    [Theory]
    [InlineData(Bites.NextSignIn, -3, false)]
    [InlineData(Bites.NextSignIn, -1, true)]
    [InlineData(Bites.EveryRequest, -3, true)]
    [Keeps("MUST-3"), Keeps("MUST-12")]
    public void A_raise_to_keys_leaves_sessions_alone_that_were_there_before_it(Bites bites, int signedIn, bool mustEnrol)
    {
        var raised = Required() with
        {
            Strength = RequiredStrength.PhishingResistant,
            Since = Now.AddDays(-90),
            HoldsFrom = Now.AddDays(-90),
            StrengthSince = Now.AddDays(-2),
        };

        Assert.Equal(mustEnrol, MustEnrol(raised, App, bites, Now.AddDays(signedIn)));
        // Who has nothing at all is held by the requirement itself.
        Assert.True(MustEnrol(raised, Factors.None, bites, Now.AddDays(signedIn)));
    }

    [Theory]
    [InlineData(Bites.EveryRequest, SessionEnrolment.ByPolicy, false, true)]
    [InlineData(Bites.EveryRequest, SessionEnrolment.ByPolicy, true, false)]
    [InlineData(Bites.NextSignIn, SessionEnrolment.ByPolicy, false, false)]
    [InlineData(Bites.NextSignIn, SessionEnrolment.Weak, false, true)]
    [InlineData(Bites.NextSignIn, SessionEnrolment.Weak, true, false)]
    [InlineData(Bites.EveryRequest, SessionEnrolment.Weak, true, false)]
    [Keeps("MUST-12"), Keeps("MUST-3")]
    public void A_key_that_was_not_shown_does_not_spare_a_session_where_one_is_demanded(
        Bites bites,
        SessionEnrolment session,
        bool isByKey,
        bool mustEnrol
    )
    {
        var key = new Factors(Apps: 1, TrialApps: 0, SecurityKeys: 1);
        var demand = Required() with { Strength = RequiredStrength.PhishingResistant };

        Assert.Equal(mustEnrol, MustEnrol(demand, key, bites, Now.AddDays(-10), session, isByKey));
        Assert.False(MustEnrol(demand with { GraceEndsAt = Now.AddSeconds(1) }, key, bites, Now.AddDays(-10), session, isByKey));
        Assert.False(MustEnrol(Required(), key, bites, Now.AddDays(-10), session, isByKey));
    }

    [Theory]
    [InlineData(Bites.EveryRequest, -10, true)]
    [InlineData(Bites.EveryRequest, -1, true)]
    [InlineData(Bites.NextSignIn, -10, false)]
    [InlineData(Bites.NextSignIn, -2, true)]
    [InlineData(Bites.NextSignIn, -1, true)]
    [Keeps("MUST-3")]
    public void A_demand_bites_running_sessions_or_those_that_begin_after_it(Bites bites, int signedIn, bool mustEnrol) =>
        Assert.Equal(mustEnrol, MustEnrol(Required(), Factors.None, bites, signedInAt: Now.AddDays(signedIn)));

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    [Keeps("MUST-8")]
    public void A_grace_period_ends_hard(int secondsLeft, bool mustEnrol) =>
        Assert.Equal(mustEnrol, MustEnrol(Required(grace: Now.AddSeconds(secondsLeft)), Factors.None));

    [Theory]
    [InlineData(-50, false)]
    [InlineData(-10, true)]
    [Keeps("MUST-8"), Keeps("MUST-3")]
    public void With_grace_the_next_sign_in_that_counts_is_the_one_after_its_end(int hours, bool mustEnrol) =>
        Assert.Equal(
            mustEnrol,
            MustEnrol(Required(grace: Now.AddHours(-12)), Factors.None, Bites.NextSignIn, signedInAt: Now.AddHours(hours))
        );

    [Theory]
    [InlineData(SessionEnrolment.Excused, Bites.EveryRequest, false)]
    [InlineData(SessionEnrolment.Excused, Bites.NextSignIn, false)]
    [InlineData(SessionEnrolment.Demanded, Bites.EveryRequest, true)]
    [InlineData(SessionEnrolment.Demanded, Bites.NextSignIn, true)]
    [Keeps("MUST-9")]
    public void After_removing_the_last_factor_the_session_itself_says_whether_it_goes_on(
        SessionEnrolment session,
        Bites bites,
        bool mustEnrol
    ) => Assert.Equal(mustEnrol, MustEnrol(Required(), Factors.None, bites, Now.AddDays(-10), session));

    [Theory]
    [InlineData(SessionEnrolment.Excused)]
    [InlineData(SessionEnrolment.Demanded)]
    [Keeps("MUST-9")]
    public void Once_enrolled_the_session_remembers_nothing_of_it(SessionEnrolment session) =>
        Assert.False(MustEnrol(Required(), App, Bites.EveryRequest, Now, session));

    private static Demand Required(DateTimeOffset? grace = null) =>
        new(DemandedBy.Account, Since, grace, RequiredStrength.Any, Advised: false);

    private static bool MustEnrol(
        Demand demand,
        Factors factors,
        Bites bites = Bites.EveryRequest,
        DateTimeOffset? signedInAt = null,
        SessionEnrolment session = SessionEnrolment.ByPolicy,
        bool isByKey = false
    ) => EnrolmentRule.MustEnrol(demand, factors, bites, session, isByKey, signedInAt ?? Now, Now);
}
