using Sallyport.Core.AuthenticatorApps;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.AuthenticatorApps;

[Keeps("APP-2")]
public sealed class ClocksThatAreOff
{
    private static readonly byte[] Seed = "12345678901234567890"u8.ToArray();
    private static readonly DateTimeOffset Now = new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(150)]
    [InlineData(-420)]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(3720)]
    [InlineData(-3720)]
    public void A_phone_that_is_ahead_or_behind_is_told_by_how_much(int secondsAhead) =>
        Assert.Equal(TimeSpan.FromSeconds(secondsAhead), SkewOf(Now.AddSeconds(secondsAhead)));

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(-30)]
    public void A_clock_that_is_right_enough_is_not_called_off(int secondsAhead) =>
        Assert.Null(SkewOf(Now.AddSeconds(secondsAhead)));

    [Theory]
    [InlineData(3750)]
    [InlineData(-3750)]
    public void Beyond_its_reach_nothing_is_said(int secondsAhead) => Assert.Null(SkewOf(Now.AddSeconds(secondsAhead)));

    // With this seed steps 2386 and 2394 have one code.
    [Theory]
    [InlineData(2380, 180)]
    [InlineData(2400, -180)]
    public void Of_two_times_with_one_code_the_nearer_is_told(long step, int secondsAhead) =>
        Assert.Equal(
            TimeSpan.FromSeconds(secondsAhead),
            ClockSkew.Of(Seed, TypedCode.Parse("709847")!, DateTimeOffset.FromUnixTimeSeconds(step * 30))
        );

    [Fact]
    [Keeps("O-06")]
    public void A_clock_before_1970_is_no_reason_to_fall() =>
        Assert.Equal(TimeSpan.FromSeconds(90), ClockSkew.Of(Seed, CodeAt(-7), DateTimeOffset.UnixEpoch.AddSeconds(-300)));

    private static TimeSpan? SkewOf(DateTimeOffset phone) => ClockSkew.Of(Seed, CodeAt(Totp.StepAt(phone)), Now);

    private static TypedCode CodeAt(long step) => TypedCode.Parse(Totp.Code(Seed, step))!;
}
