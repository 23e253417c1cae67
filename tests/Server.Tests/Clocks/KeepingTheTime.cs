using Sallyport.Server.Tests.Host;
using Sallyport.Storage;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Clocks;

/// <summary>What the one clock of the house makes of the database's answers and of its machine's two clocks.</summary>
[Keeps("MUST-8")]
public sealed class KeepingTheTime
{
    private readonly FakeClock node = new();
    private readonly DatabaseClock clock;

    public KeepingTheTime() => clock = new DatabaseClock(node);

    [Fact]
    public void Before_the_first_answer_and_on_a_file_it_is_the_machines()
    {
        node.Step(TimeSpan.FromHours(3));

        Assert.Equal(node.Now, clock.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, clock.Offset.Value);
        Assert.True(clock.Offset.MayServe);
        Assert.False(clock.IsDue);
    }

    [Fact]
    public void It_goes_on_by_the_monotonic_clock_whatever_the_machine_is_set_to()
    {
        Answered(FakeClock.Start.AddSeconds(7));

        node.Step(TimeSpan.FromDays(-400));
        node.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(FakeClock.Start.AddSeconds(12), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(400) + TimeSpan.FromSeconds(7), clock.Offset.Value);
    }

    [Fact]
    public void It_is_compared_every_ten_seconds_and_when_the_machine_is_set_by_more_than_a_second()
    {
        Answered(FakeClock.Start);
        Assert.False(clock.IsDue);

        node.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(clock.IsDue);
        node.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(clock.IsDue);
        Answered(node.Now);
        Assert.False(clock.IsDue);
        node.Step(TimeSpan.FromSeconds(-1));
        Assert.False(clock.IsDue);
        node.Step(TimeSpan.FromSeconds(-0.1));

        Assert.True(clock.IsDue);
    }

    // Whoever answered after ten seconds said what time it was at some moment of them.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(6, 0)]
    [InlineData(10, 0)]
    [InlineData(-3, -3)]
    [InlineData(90, 80)]
    public void A_slow_answer_moves_it_by_the_least_that_fits(int said, int moved)
    {
        Answered(FakeClock.Start);
        var asked = node.GetTimestamp();
        node.Advance(TimeSpan.FromSeconds(10));

        clock.Learn(asked, FakeClock.Start.AddSeconds(said), node.GetTimestamp());

        Assert.Equal(FakeClock.Start.AddSeconds(10 + moved), clock.GetUtcNow());
    }

    [Fact]
    public void The_first_answer_is_taken_from_the_middle_of_its_way()
    {
        var asked = node.GetTimestamp();
        node.Advance(TimeSpan.FromSeconds(2));

        clock.Learn(asked, FakeClock.Start.AddMinutes(1), node.GetTimestamp());

        Assert.Equal(FakeClock.Start.AddSeconds(61), clock.GetUtcNow());
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(-30, true)]
    [InlineData(31, false)]
    [InlineData(-31, false)]
    public void Thirty_seconds_off_it_serves_and_no_more(int seconds, bool serves)
    {
        Answered(FakeClock.Start);

        node.Step(TimeSpan.FromSeconds(seconds));

        Assert.Equal(serves, clock.Offset.MayServe);
    }

    private void Answered(DateTimeOffset at) => clock.Learn(node.GetTimestamp(), at, node.GetTimestamp());
}
