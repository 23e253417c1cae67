using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SignIn;

/// <summary>The state diagram of <see cref="Throttle"/>, edge by edge.</summary>
[Keeps("SIGN-7")]
public sealed class CountingAttempts
{
    private static readonly ThrottleLimits Limits = ThrottleLimits.Authenticator;
    private static readonly DateTimeOffset Now = new(2025, 1, 6, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Free_tries_are_granted_then_a_growing_wait_begins()
    {
        var state = Throttle.Open;
        for (var i = 1; i <= Limits.Free; i++)
        {
            (state, var admission) = state.Reserve(Limits, Now);
            Assert.Equal(new Admission.Granted(i), admission);
        }

        Assert.Equal(new Admission.Wait(Now.AddSeconds(1)), state.Reserve(Limits, Now).Admission);
        (state, var later) = state.Reserve(Limits, Now.AddSeconds(1));
        Assert.Equal(new Admission.Granted(6), later);
        Assert.Equal(new Admission.Wait(Now.AddSeconds(3)), state.Reserve(Limits, Now.AddSeconds(1)).Admission);
    }

    [Fact]
    public void While_attempts_are_in_flight_a_refusal_is_undecided()
    {
        var state = InFlightOf("a", "b", "c", "d", "e");

        var undecided = Assert.IsType<Admission.Undecided>(state.Reserve(Limits, Now, "f").Admission);

        Assert.Equal(new Admission.Wait(Now.AddSeconds(1)), undecided.Otherwise);
    }

    [Fact]
    public void When_all_in_flight_were_wrong_the_refusal_stands()
    {
        var state = InFlightOf("a", "b", "c", "d", "e");
        foreach (var attempt in new[] { "a", "b", "c", "d", "e" })
            state = state.Fail(attempt);

        Assert.Equal(new Admission.Wait(Now.AddSeconds(1)), state.Reserve(Limits, Now, "f").Admission);
    }

    [Fact]
    public void A_success_forgives_all_but_what_is_still_in_flight()
    {
        var state = InFlightOf("a", "b", "c", "d", "e").Fail("a").Fail("b").Succeed("c", Now);

        Assert.Equal(2, state.Failures);
        Assert.Null(state.BlockedUntil);
        for (var granted = 3; granted <= Limits.Free; granted++)
        {
            (state, var admission) = state.Reserve(Limits, Now, $"{granted}");
            Assert.Equal(new Admission.Granted(granted), admission);
        }
        Assert.IsType<Admission.Undecided>(state.Reserve(Limits, Now, "more").Admission);
    }

    [Fact]
    public void What_is_not_reported_in_time_is_a_failure()
    {
        var state = InFlightOf("a", "b", "c", "d", "e");
        var later = Now + InFlight.Longest;

        Assert.Equal(new Admission.Granted(6), state.Reserve(Limits, later, "f").Admission);
        Assert.Equal(0, state.Succeed("a", later).Failures);
        Assert.Equal(5, state.Failures);
    }

    [Fact]
    public void A_clock_that_jumped_back_leaves_nothing_in_flight_for_long()
    {
        var tomorrow = Now.AddDays(1);
        var (state, _) = Throttle.Open.Reserve(Limits, tomorrow, "a");

        Assert.False(state.InFlight.Any(Now));
        Assert.Equal(0, state.Succeed("", Now).Failures);
    }

    [Fact]
    public void The_hard_stop_is_undecided_too_while_one_is_in_flight()
    {
        var limits = new ThrottleLimits(Free: 1, HardStop: 1, TimeSpan.FromMinutes(1));
        var (state, _) = Throttle.Open.Reserve(limits, Now, "a");

        Assert.Equal(new Admission.Undecided(new Admission.Stopped()), state.Reserve(limits, Now, "b").Admission);
        Assert.IsType<Admission.Stopped>(state.Fail("a").Reserve(limits, Now, "b").Admission);
        Assert.Equal(new Admission.Granted(1), state.Succeed("a", Now).Reserve(limits, Now, "b").Admission);
    }

    [Fact]
    public void Giving_back_takes_one_off_once()
    {
        var state = InFlightOf("a", "b");

        Assert.Equal(1, state.GiveBack("a").Failures);
        Assert.Equal(1, state.GiveBack("a").GiveBack("a").Failures);
        Assert.Equal(0, state.GiveBack("a").GiveBack("b").Failures);
    }

    [Fact]
    public void What_is_in_flight_is_written_and_read_alike()
    {
        var state = InFlight.None.With("a", Now).With("b", Now.AddMilliseconds(5));

        Assert.Equal(state.Ends, InFlight.Read(state.Write()).Ends);
        Assert.Equal(InFlight.None, InFlight.Read(InFlight.None.Write()));
    }

    [Fact]
    public void An_address_waits_for_its_tries_in_flight_and_gets_the_right_ones_back()
    {
        var budget = AddressBudget.Fresh(Now);
        for (var i = 0; i < AddressBudget.Burst; i++)
            (budget, _) = budget.Reserve(Now, $"{i}");

        Assert.NotNull(budget.Reserve(Now, "more").WaitUntil);
        Assert.True(budget.InFlight.Any(Now));
        Assert.Null(budget.Refund("3").Reserve(Now, "more").WaitUntil);
        Assert.NotNull(budget.Fail("3").Reserve(Now, "more").WaitUntil);
        Assert.Equal(AddressBudget.Burst - 1, budget.Fail("3").InFlight.Count(Now));
    }

    private static Throttle InFlightOf(params string[] attempts) =>
        attempts.Aggregate(Throttle.Open, (state, attempt) => state.Reserve(Limits, Now, attempt).Next);
}
