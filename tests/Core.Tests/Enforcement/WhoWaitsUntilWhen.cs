using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Tests;
using Xunit;

#pragma warning disable CA5394 // The same situations in every run.

namespace Sallyport.Core.Tests.Enforcement;

/// <summary>Properties of the grace over many made-up decisions.</summary>
[Keeps("MUST-8")]
public sealed class WhoWaitsUntilWhen
{
    private const int Tries = 3_000;
    private static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly InstallationRule Nothing = new(Now, EverybodyFrom: null);

    [Fact]
    public void Nobody_waits_longer_than_was_promised_or_given_by_an_administrator()
    {
        foreach (var (policy, account, user) in MadeUp())
        {
            if (Demand.Of(Nothing, policy, account, user, Now) is not { GraceEndsAt: { } end } || user.GraceEndsAt is not null)
                continue;
            var since = account.RequiredSince;
            var isOwn = user.RequiredSince is not null;
            var promised =
                Days(account.Decision.GraceDays ?? 0, since) is var by && isOwn
                    ? Later(by, Days(user.RequiredGraceDays ?? 0, user.RequiredSince!.Value))
                    : by;
            Assert.True(end <= Later(promised, user.GraceExtendedTo ?? promised));
        }
    }

    [Fact]
    public void Another_way_to_demand_it_gives_nobody_new_time()
    {
        foreach (var (policy, account, user) in MadeUp())
        {
            var before = Demand.Of(Nothing, policy, account, user, Now);
            if (!before.IsRequired)
                continue;
            var byEverybody = Demand.Of(Nothing with { EverybodyFrom = Now, EverybodySince = Now }, policy, account, user, Now);
            var alone = user with { Requirement = UserRequirement.Required, RequiredSince = Now, RequiredGraceDays = 90 };
            var byUser = Demand.Of(Nothing, policy, account, user.RequiredSince is null ? alone : user, Now);

            Assert.True(byEverybody.HoldsFrom <= before.HoldsFrom || byEverybody.HoldsFrom == Now);
            Assert.True(byUser.HoldsFrom <= before.HoldsFrom);
        }
    }

    [Fact]
    public void Fewer_days_never_lengthen_and_none_ends_it()
    {
        foreach (var (policy, account, user) in MadeUp().Where(one => one.User.GraceEndsAt is null))
        {
            var fewer = policy with { GraceDays = policy.GraceDays / 2 };
            var change = new PolicyChange(Nothing, account, policy, fewer, Now);
            var none = new PolicyChange(Nothing, account, policy, policy with { GraceDays = 0 }, Now);

            Assert.True(change.DemandAfter(user).HoldsFrom <= change.DemandBefore(user).HoldsFrom);
            if (policy.GraceDays > 0)
                Assert.False(none.DemandAfter(user).IsInGrace(Now));
        }
    }

    [Fact]
    public void Whoever_had_a_factor_since_the_decision_waits_no_longer()
    {
        foreach (var (policy, account, user) in MadeUp())
        {
            var lost = user with { Factors = Factors.None, FactorSeenAt = Now };
            Assert.False(Demand.Of(Nothing, policy, account, lost, Now).IsInGrace(Now));
        }
    }

    [Fact]
    public void An_app_holds_nobody_sooner_than_nothing_at_all()
    {
        foreach (var (policy, account, user) in MadeUp())
        {
            var keys = policy with { RequiredStrength = RequiredStrength.PhishingResistant };
            var (bare, app) = (user with { Factors = Factors.None }, user with { Factors = new(1, 0, 0) });

            Assert.True(
                Demand.Of(Nothing, keys, account, app, Now).HoldsFrom >= Demand.Of(Nothing, keys, account, bare, Now).HoldsFrom
            );
        }
    }

    [Fact]
    [Keeps("MUST-3")]
    public void Whoever_is_reached_anew_is_held_since_then_and_not_since_the_account_requires_it()
    {
        var required = new AccountFacts(Now.AddDays(-90), new() { RequiredSince = Now.AddDays(-60) });
        var optOut = new Policy { Requirement = Requirement.Required, UserMayOptOut = true };
        var out1 = new UserFacts(UserRequirement.NotRequired);

        var closed = new PolicyChange(Nothing, required, optOut, optOut with { UserMayOptOut = false }, Now);

        Assert.Equal(Now, closed.DemandAfter(out1).HoldsFrom);
        Assert.Equal(Now.AddDays(-60), closed.DemandAfter(new UserFacts(UserRequirement.Inherit)).HoldsFrom);
        var back = Demand.Of(Nothing, optOut, required, new UserFacts(UserRequirement.Inherit) { OptOutEndedAt = Now }, Now);
        Assert.Equal(Now, back.HoldsFrom);
        // A date of long ago that is decided today holds nobody for the time before.
        var rule = Nothing with
        {
            EverybodyFrom = Now.AddDays(-900),
        };
        var off = optOut with { Requirement = Requirement.Off };
        Assert.Equal(Now, Demand.Of(rule.After(Nothing, Now), off, required, out1, Now).HoldsFrom);
    }

    private static IEnumerable<(Policy Policy, AccountFacts Account, UserFacts User)> MadeUp()
    {
        var random = new Random(20);
        DateTimeOffset At() => Now.AddHours(-random.Next(1, 24 * 40));
        DateTimeOffset? Perhaps() => random.Next(2) == 0 ? null : At();
        for (var i = 0; i < Tries; i++)
        {
            var since = At();
            var policy = new Policy
            {
                Requirement = Requirement.Required,
                GraceDays = random.Next(0, 60),
                RequiredStrength = random.Next(3) == 0 ? RequiredStrength.PhishingResistant : RequiredStrength.Any,
            };
            var decided = new Decision
            {
                RequiredSince = since,
                GraceDecidedAt = since,
                GraceDays = random.Next(0, 60),
            };
            var isOwn = random.Next(4) == 0;
            yield return (
                policy,
                new AccountFacts(Now.AddDays(-50), decided),
                new UserFacts(isOwn ? UserRequirement.Required : UserRequirement.Inherit)
                {
                    CreatedAt = Now.AddHours(-random.Next(0, 24 * 80)),
                    RequiredSince = isOwn ? At() : null,
                    RequiredGraceDays = isOwn ? random.Next(0, 60) : null,
                    GraceExtendedAt = Perhaps(),
                    GraceExtendedTo = Now.AddDays(random.Next(-5, 90)),
                    FactorSeenAt = random.Next(3) == 0 ? At() : null,
                    Factors = random.Next(4) == 0 ? new(1, 0, 0) : Factors.None,
                }
            );
        }
    }

    private static DateTimeOffset Days(int days, DateTimeOffset since) => since.AddDays(days);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
