using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Core.IsProxy;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.IsProxy;

[Keeps("DOOR-3")]
public sealed class CuttingLines
{
    [Theory]
    [InlineData("QUIT\r\nIS a", LineCut.Front.Line, 4, 6)]
    [InlineData("QUIT\nIS a", LineCut.Front.Line, 4, 5)]
    [InlineData("\r\n", LineCut.Front.Line, 0, 2)]
    [InlineData("", LineCut.Front.Unfinished, 0, 0)]
    [InlineData("QUIT", LineCut.Front.Unfinished, 0, 0)]
    [InlineData("QUIT\r", LineCut.Front.Unfinished, 0, 0)]
    [InlineData("QUIT\rx", LineCut.Front.Foreign, 0, 0)]
    [InlineData("\0", LineCut.Front.Foreign, 0, 0)]
    [InlineData("\u0016\u0003\u0001", LineCut.Front.Foreign, 0, 0)]
    public void What_has_arrived_is_a_line_or_not_yet_or_something_else(
        string arrived,
        LineCut.Front kind,
        int length,
        int taken
    ) => Assert.Equal(new LineCut(kind, length, taken), LineCut.Of(Encoding.UTF8.GetBytes(arrived)));

    [Theory]
    [InlineData(1000, LineCut.Front.Line)]
    [InlineData(1001, LineCut.Front.Foreign)]
    public void A_line_has_at_most_1000_bytes(int length, LineCut.Front kind) =>
        Assert.Equal(kind, LineCut.Of(Encoding.UTF8.GetBytes(new string('a', length) + "\r\n")).Kind);

    [Fact]
    public void What_never_ends_is_not_waited_for() =>
        Assert.Equal(LineCut.Front.Foreign, LineCut.Of(Encoding.UTF8.GetBytes(new string('a', 1001))).Kind);

    [Fact]
    public void Whatever_the_bytes_a_conversation_says_one_line_of_text_and_throws_nothing() =>
        Prop.ForAll<byte[]>(bytes =>
            {
                var step = new IsProxyConversation(IsProxyTls.Required).Hear(IsProxyCommand.Read(bytes));
                return step is not IsProxyStep.Say say || say.Reply.StartsWith("400 ", StringComparison.Ordinal);
            })
            .QuickCheckThrowOnFailure();
}
