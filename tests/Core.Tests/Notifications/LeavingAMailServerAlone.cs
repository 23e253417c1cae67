using Sallyport.Core.Notifications;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Notifications;

[Keeps("ADMIN-9")]
public sealed class LeavingAMailServerAlone
{
    private static readonly DateTimeOffset Now = new(2025, 1, 6, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(1000, 60)]
    public void It_is_tried_again_after_two_seconds_and_at_last_every_minute(int faults, int seconds)
    {
        var pause = ServerPause.None;
        Assert.True(pause.IsOver(Now));
        for (var fault = 0; fault < faults; fault++)
            pause = pause.Longer(Now);

        Assert.False(pause.IsOver(Now.AddSeconds(seconds - 0.1)));
        Assert.True(pause.IsOver(Now.AddSeconds(seconds)));
        Assert.True(pause.IsOver(Now.AddDays(-1)));
    }

    [Fact]
    public void Who_waits_at_a_screen_comes_first_and_what_is_told_to_many_last()
    {
        Assert.Equal(MailUrgency.Awaited, MailUrgencies.Of(MailKind.PasswordResetLink));
        Assert.All(
            Enum.GetValues<MailKind>().Where(kind => kind != MailKind.PasswordResetLink),
            kind => Assert.True(MailUrgencies.Of(kind) > MailUrgency.Awaited)
        );
        Assert.Equal(MailUrgency.Mass, MailUrgencies.Of(MailKind.MfaRequired));
    }
}
