using Sallyport.Core.IsProxy;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.IsProxy;

[Keeps("DOOR-3")]
public sealed class KeepingAnswers
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private readonly AnswerCache cache = new(names: 100);

    [Theory]
    [InlineData(Availability.Available, 15)]
    [InlineData(Availability.Taken, 60)]
    public void An_answer_is_kept_for_a_short_while(Availability answer, int seconds)
    {
        cache.Keep("a.test", answer, Now);

        Assert.Equal(answer, cache.Find("a.test", Now.AddSeconds(seconds - 1)));
        Assert.Null(cache.Find("a.test", Now.AddSeconds(seconds)));
    }

    [Fact]
    public void An_error_is_not_kept()
    {
        cache.Keep("a.test", Availability.Error, Now);

        Assert.Null(cache.Find("a.test", Now));
    }

    [Fact]
    public void The_newest_are_kept_and_never_more_than_there_is_room_for()
    {
        for (var i = 0; i < 1000; i++)
        {
            cache.Keep($"{i}.test", Availability.Taken, Now);
            Assert.InRange(cache.Count, 1, 100);
        }

        Assert.NotNull(cache.Find("960.test", Now));
        Assert.Null(cache.Find("100.test", Now));
    }
}
