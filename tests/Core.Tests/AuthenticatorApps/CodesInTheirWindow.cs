using FsCheck;
using FsCheck.Fluent;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.AuthenticatorApps;

[Keeps("O-07")]
public sealed class CodesInTheirWindow
{
    private static readonly byte[] Seed = "12345678901234567890"u8.ToArray();
    private const long Step = 60_000_000;
    private static readonly DateTimeOffset Begin = DateTimeOffset.FromUnixTimeSeconds(Step * 30);

    [Theory]
    [InlineData(-30.001, false)]
    [InlineData(-30, true)]
    [InlineData(-0.001, true)]
    [InlineData(0, true)]
    [InlineData(29.999, true)]
    [InlineData(30, true)]
    [InlineData(59.999, true)]
    [InlineData(60, false)]
    public void A_code_counts_from_one_step_before_its_own_until_one_step_after(double secondsFromItsBegin, bool counts)
    {
        var matched = Totp.Match(Seed, CodeAt(Step), Begin.AddSeconds(secondsFromItsBegin));

        Assert.Equal(counts ? Step : null, matched);
    }

    [Fact]
    public void The_step_does_not_depend_on_the_time_zone() =>
        Assert.Equal(Step, Totp.StepAt(Begin.ToOffset(TimeSpan.FromHours(5.5))));

    [Fact]
    [Keeps("APP-4")]
    public void Of_two_steps_with_one_code_the_later_counts_so_that_it_cannot_come_again()
    {
        const long step = 910_737;
        var code = TypedCode.Parse("911617")!;

        Assert.Equal(CodeAt(step).Digits, CodeAt(step + 1).Digits);
        Assert.Equal(step + 1, Totp.Match(Seed, code, DateTimeOffset.FromUnixTimeSeconds(step * 30)));
        Assert.Equal(step + 1, Totp.Match(Seed, code, DateTimeOffset.FromUnixTimeSeconds(step * 30 + 30)));
    }

    [Fact]
    public void Whatever_the_seed_and_the_time_the_codes_of_three_steps_count_for_themselves() =>
        Prop.ForAll<byte[], uint>(
                (seed, seconds) =>
                {
                    var now = DateTimeOffset.FromUnixTimeSeconds(seconds + 30L);
                    foreach (var step in Enumerable.Range(-1, 3).Select(away => Totp.StepAt(now) + away))
                        Assert.Equal(Totp.Code(seed, step), Totp.Code(seed, Totp.Match(seed, CodeAt(step, seed), now)!.Value));
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [Keeps("O-06")]
    [InlineData(-1, -1)]
    [InlineData(-30, -1)]
    [InlineData(-31, -2)]
    [InlineData(0, 0)]
    [InlineData(29, 0)]
    [InlineData(253402300799, 8446743359)]
    public void Steps_are_rounded_down_on_either_side_of_1970(long unixTime, long step) =>
        Assert.Equal(step, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(unixTime)));

    [Fact]
    [Keeps("O-06")]
    public void A_clock_before_1970_refuses_every_code_without_falling()
    {
        foreach (var now in new[] { DateTimeOffset.UnixEpoch.AddSeconds(-31), DateTimeOffset.MinValue })
            Assert.Null(Totp.Match(Seed, CodeAt(Totp.StepAt(now)), now));

        Assert.Null(Totp.Match(Seed, CodeAt(-1), DateTimeOffset.UnixEpoch));
        Assert.Equal(0, Totp.Match(Seed, CodeAt(0), DateTimeOffset.UnixEpoch.AddSeconds(-1)));
    }

    private static TypedCode CodeAt(long step, byte[]? seed = null) => TypedCode.Parse(Totp.Code(seed ?? Seed, step))!;
}
