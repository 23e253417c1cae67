using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Enforcement;

[Keeps("MUST-1")]
public sealed class WhoDemandsASecondFactor
{
    private static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset CutOff = Now.AddDays(-100);

    /// <summary>Every combination of what installation, account and user say.</summary>
    public static TheoryData<Situation> Situations =>
        [
            .. from requirement in Enum.GetValues<Requirement>()
            from optOut in new[] { true, false }
            from user in Enum.GetValues<UserRequirement>()
            from created in new[] { -1, 0, 1 }
            from everybody in new int?[] { null, -1, 0, 1 }
            select new Situation(requirement, optOut, user, created, everybody),
        ];

    /// <param name="Requirement">The account's.</param>
    /// <param name="OptOut">userMayOptOut.</param>
    /// <param name="User">The user's own.</param>
    /// <param name="Created">Days from the cut-off to the making of the account.</param>
    /// <param name="Everybody">Days from now to the day from which everybody is required; null: none.</param>
    public sealed record Situation(Requirement Requirement, bool OptOut, UserRequirement User, int Created, int? Everybody)
    {
        public Demand Demand =>
            Demand.Of(
                new InstallationRule(CutOff, Everybody is { } days ? Now.AddDays(days) : null),
                new Policy { Requirement = Requirement, UserMayOptOut = OptOut },
                new AccountFacts(CutOff.AddDays(Created), new() { RequiredSince = Now.AddDays(-7) }),
                new UserFacts(User) { RequiredSince = User == UserRequirement.Required ? Now.AddDays(-3) : null },
                Now
            );

        public bool FromEverybody => Everybody <= 0;
        public bool FromCutOff => Requirement == Requirement.Advised && Created > 0;
        public bool FromUser => User == UserRequirement.Required;
        public bool FromAccount => Requirement == Requirement.Required && !(OptOut && User == UserRequirement.NotRequired);
    }

    [Theory, MemberData(nameof(Situations))]
    public void It_is_demanded_where_any_of_the_three_demands_it(Situation s) =>
        Assert.Equal(s.FromEverybody || s.FromCutOff || s.FromUser || s.FromAccount, s.Demand.IsRequired);

    [Theory, MemberData(nameof(Situations))]
    public void Who_is_named_is_one_who_does_demand_it(Situation s) =>
        Assert.True(
            s.Demand.By switch
            {
                DemandedBy.Installation => s.FromEverybody || s.FromCutOff,
                DemandedBy.User => s.FromUser,
                DemandedBy.Account => s.FromAccount,
                null => true,
            }
        );

    [Theory, MemberData(nameof(Situations))]
    public void Nobody_opts_out_of_what_the_installation_demands(Situation s)
    {
        if (s.FromEverybody || s.FromCutOff)
            Assert.True((s with { User = UserRequirement.NotRequired, OptOut = true }).Demand.IsRequired);
    }

    [Theory, MemberData(nameof(Situations))]
    public void An_advice_is_given_only_where_nothing_is_demanded(Situation s)
    {
        var isAdvised = s.Requirement == Requirement.Advised && !s.Demand.IsRequired;
        Assert.Equal(isAdvised, s.Demand.Advised);
    }

    [Fact]
    public void An_account_made_at_the_very_moment_of_the_cut_off_is_an_old_one()
    {
        var old = new Situation(Requirement.Advised, false, UserRequirement.Inherit, Created: 0, Everybody: null);

        Assert.False(old.Demand.IsRequired);
        Assert.True((old with { Created = 1 }).Demand.IsRequired);
    }

    [Fact]
    public void The_person_is_told_since_when_by_whoever_demands_it()
    {
        Situation Who(Requirement requirement, UserRequirement user, int created = 0, int? everybody = null) =>
            new(requirement, false, user, created, everybody);

        Assert.Equal(Now.AddDays(-1), Who(Requirement.Off, UserRequirement.Inherit, everybody: -1).Demand.Since);
        Assert.Equal(Now.AddDays(-3), Who(Requirement.Off, UserRequirement.Required).Demand.Since);
        Assert.Equal(Now.AddDays(-7), Who(Requirement.Required, UserRequirement.Inherit).Demand.Since);
    }

    [Theory]
    [InlineData(RequiredStrength.Any, 1, 0, true)]
    [InlineData(RequiredStrength.Any, 0, 1, true)]
    [InlineData(RequiredStrength.Any, 0, 0, false)]
    [InlineData(RequiredStrength.PhishingResistant, 1, 0, false)]
    [InlineData(RequiredStrength.PhishingResistant, 0, 1, true)]
    [Keeps("MUST-12")]
    public void A_demand_for_phishing_resistance_is_met_by_security_keys_alone(
        RequiredStrength strength,
        int apps,
        int keys,
        bool isMet
    )
    {
        var demand = new Demand(DemandedBy.Account, Now, null, strength, Advised: false);

        Assert.Equal(isMet, demand.IsMetBy(new Factors(apps, TrialApps: 0, keys)));
    }

    [Fact]
    [Keeps("APP-7")]
    public void An_app_on_trial_meets_no_demand()
    {
        var demand = new Demand(DemandedBy.Account, Now, null, RequiredStrength.Any, Advised: false);

        Assert.False(demand.IsMetBy(new Factors(Apps: 0, TrialApps: 1, SecurityKeys: 0)));
    }
}
