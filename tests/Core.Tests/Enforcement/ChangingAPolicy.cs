using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Enforcement;

public sealed class ChangingAPolicy
{
    private static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Made = Now.AddDays(-30);
    private static readonly DateTimeOffset Since = Now.AddDays(-10);
    private static readonly UserFacts Anybody = new(UserRequirement.Inherit);
    private static readonly Factors App = new(Apps: 1, TrialApps: 0, SecurityKeys: 0);

    [Theory]
    [InlineData(Requirement.Off, Requirement.Required, true)]
    [InlineData(Requirement.Advised, Requirement.Required, true)]
    [InlineData(Requirement.Off, Requirement.Advised, false)]
    [InlineData(Requirement.Required, Requirement.Required, false)]
    [InlineData(Requirement.Required, Requirement.Off, false)]
    [Keeps("MUST-8")]
    public void A_requirement_begins_where_nothing_was_demanded_before(Requirement before, Requirement after, bool begins) =>
        Assert.Equal(begins, Change(before, after).Begins);

    [Fact]
    [Keeps("MUST-1"), Keeps("MUST-8")]
    public void An_advice_in_an_account_made_after_the_cut_off_begins_a_requirement()
    {
        var change = Change(Requirement.Off, Requirement.Advised) with { Installation = new(Made.AddDays(-1), null) };

        Assert.True(change.Begins);
        Assert.Equal(Now, change.NewDecision.RequiredSince);
    }

    [Fact]
    [Keeps("MUST-8")]
    public void Where_the_installation_demanded_it_already_the_account_s_demand_begins_nothing()
    {
        var change = Change(Requirement.Off, Requirement.Required) with { Installation = new(Made, Now.AddDays(-1)) };

        Assert.False(change.Begins);
        Assert.True(change.SwitchesOn);
        Assert.True(change.Tightens);
    }

    [Fact]
    public void What_is_demanded_without_a_break_keeps_its_beginning()
    {
        Assert.Equal(Now, Change(Requirement.Off, Requirement.Required).NewDecision.RequiredSince);
        Assert.Equal(Since, Change(Requirement.Required, Requirement.Required).NewDecision.RequiredSince);
        Assert.Null(Change(Requirement.Required, Requirement.Off).NewDecision.RequiredSince);
    }

    [Fact]
    [Keeps("MUST-7")]
    public void It_reaches_those_alone_who_lack_what_it_asks_for()
    {
        var change = Change(Requirement.Off, Requirement.Required);

        Assert.True(change.Reaches(Anybody with { Factors = Factors.None }));
        Assert.True(change.Reaches(Anybody with { Factors = new Factors(Apps: 0, TrialApps: 1, SecurityKeys: 0) }));
        Assert.False(change.Reaches(Anybody with { Factors = App }));
    }

    [Fact]
    [Keeps("MUST-7"), Keeps("MUST-1")]
    public void It_does_not_reach_whoever_opted_out()
    {
        var optedOut = Anybody with { Requirement = UserRequirement.NotRequired };
        var change = Change(Requirement.Off, Requirement.Required);
        var withOptOut = change with { After = change.After with { UserMayOptOut = true } };

        Assert.True(change.Reaches(optedOut with { Factors = Factors.None }));
        Assert.False(withOptOut.Reaches(optedOut with { Factors = Factors.None }));
    }

    [Fact]
    [Keeps("MUST-7")]
    public void Closing_the_opt_out_and_asking_for_keys_tighten_a_requirement()
    {
        var same = Change(Requirement.Required, Requirement.Required);

        Assert.False(same.Tightens);
        Assert.True((same with { Before = same.Before with { UserMayOptOut = true } }).Tightens);
        var stronger = same with { After = same.After with { RequiredStrength = RequiredStrength.PhishingResistant } };
        Assert.True(stronger.Tightens);
        Assert.True(stronger.Reaches(Anybody with { Factors = App }));
    }

    [Fact]
    public void Loosening_tightens_nothing()
    {
        Assert.False(Change(Requirement.Required, Requirement.Off).Tightens);
        Assert.False(Change(Requirement.Required, Requirement.Advised).Tightens);
    }

    [Fact]
    public void The_settings_that_differ_are_named()
    {
        var change = Change(Requirement.Off, Requirement.Required);

        Assert.Equal(["requirement"], change.Differences.Select(s => s.Name));
        Assert.Empty(Change(Requirement.Off, Requirement.Off).Differences);
    }

    // An old account, so that the installation has no say.
    private static PolicyChange Change(Requirement before, Requirement after) =>
        new(
            new InstallationRule(CutOff: Made, EverybodyFrom: null),
            new AccountFacts(Made, new() { RequiredSince = before == Requirement.Required ? Since : null }),
            new Policy { Requirement = before },
            new Policy { Requirement = after },
            Now
        );
}
