using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;
using Sallyport.Core.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SignIn;

/// <summary>Whatever time a counter holds, nobody waits longer than documented, and the wait that is told is the wait.</summary>
[Keeps("SIGN-7")]
public sealed class TimesOfAWrongClock
{
    private const int Tries = 20_000;
    private static readonly DateTimeOffset Now = new(2025, 1, 6, 9, 0, 0, TimeSpan.Zero);
    private ulong state = 7;

    public static TheoryData<string> Limits => ["authenticator", "known browser", "recovery"];

    [Theory, MemberData(nameof(Limits))]
    public void A_counter_opens_after_its_documented_delay(string name)
    {
        var limits =
            name == "authenticator" ? ThrottleLimits.Authenticator
            : name == "recovery" ? ThrottleLimits.Recovery
            : ThrottleLimits.KnownBrowser;
        for (var i = 0; i < Tries; i++)
        {
            var stored = new Throttle(Next(0, 60), AnyTime());
            var (next, admission) = stored.Reserve(limits, Now);
            if (admission is not Admission.Wait(var until))
                continue;

            Assert.True(until - Now <= limits.DelayAfter(stored.Failures), $"{stored}: until {until}");
            Assert.True(until - Now <= limits.LongestDelay, $"{stored}: until {until}");
            Assert.Equal(stored.Failures, next.Failures);
            // Also for somebody who asks again and again meanwhile.
            var (asked, _) = next.Reserve(limits, Now + (until - Now) / 2);
            Assert.IsType<Admission.Granted>(asked.Reserve(limits, until).Admission);
        }
    }

    [Fact]
    public void A_counter_that_waits_by_the_right_clock_is_left_as_it_is()
    {
        var limits = ThrottleLimits.Authenticator;
        var waiting = new Throttle(8, Now + limits.DelayAfter(8));

        Assert.Equal((waiting, new Admission.Wait(waiting.BlockedUntil!.Value)), waiting.Reserve(limits, Now));
    }

    [Fact]
    public void An_address_is_heard_again_within_the_hour_and_when_it_was_told()
    {
        for (var i = 0; i < Tries; i++)
        {
            var stored = new AddressBudget(
                Next(0, 1000 * AddressBudget.Burst) / 1000.0,
                AnyTime() ?? Now,
                Next(0, AddressBudget.AnHour + 1),
                AnyTime() ?? Now
            );
            var (next, until) = stored.Reserve(Now);
            if (until is not { } told)
                continue;

            var longest = stored.HourCount >= AddressBudget.AnHour ? TimeSpan.FromHours(1) : AddressBudget.Refill;
            Assert.True(told - Now <= longest, $"{stored}: until {told}");
            var (asked, _) = next.Reserve(Now + (told - Now) / 2);
            // Times are kept by the millisecond.
            Assert.Null(asked.Reserve(told.AddMilliseconds(1)).WaitUntil);
        }
    }

    [Fact]
    public void However_the_clock_moves_no_more_pass_than_the_burst_and_what_was_refilled()
    {
        var (budget, passed, now, refilled) = (AddressBudget.Fresh(Now), 0, Now, TimeSpan.Zero);
        for (var i = 0; i < 400; i++)
        {
            // Put back by a day now and then, and a second onward between.
            now = i % 20 == 19 ? now.AddDays(-1) : now.AddSeconds(1);
            refilled += TimeSpan.FromSeconds(1);
            (budget, var until) = budget.Reserve(now);
            passed += until is null ? 1 : 0;
        }

        Assert.InRange(passed, AddressBudget.Burst, AddressBudget.Burst + refilled / AddressBudget.Refill);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    [InlineData(-1, true)]
    [InlineData(-2, false)]
    [InlineData(-86_400, false)]
    [Keeps("SIGN-11")]
    public void A_proof_is_fresh_for_five_minutes_and_not_before_it_was_given(int secondsAgo, bool isFresh)
    {
        var caller = Caller.OfSystem("test") with { ProvedAt = Now.AddSeconds(-secondsAgo) };

        Assert.Equal(isFresh, caller.HasFreshProof(Now));
    }

    [Fact]
    [Keeps("DOOR-3")]
    public void An_answer_about_a_name_is_not_kept_until_a_wrong_day_comes()
    {
        var cache = new AnswerCache(100);
        cache.Keep("otter.example", Availability.Taken, Now.AddDays(1));

        Assert.Null(cache.Find("otter.example", Now));
        Assert.Equal(Availability.Taken, cache.Find("otter.example", Now.AddDays(1).AddSeconds(59)));
        Assert.Null(cache.Find("otter.example", Now.AddDays(1).AddSeconds(60)));
    }

    // The same in each run (Knuth's numbers, The Art of Computer Programming, 3.3.4).
    private int Next(int from, int below)
    {
        state = unchecked(state * 6364136223846793005 + 1442695040888963407);
        return from + (int)((state >> 33) % (ulong)(below - from));
    }

    // Years, days and seconds to both sides, and the ends of time.
    private DateTimeOffset? AnyTime() =>
        Next(0, 8) switch
        {
            0 => null,
            1 => DateTimeOffset.MaxValue,
            2 => DateTimeOffset.MinValue,
            3 => Now.AddDays(Next(-4000, 4000)),
            4 => Now,
            _ => Now.AddSeconds(Next(-7200, 7200)),
        };
}
