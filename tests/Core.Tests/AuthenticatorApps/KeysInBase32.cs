using FsCheck;
using FsCheck.Fluent;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.AuthenticatorApps;

[Keeps("APP-1")]
public sealed class KeysInBase32
{
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void The_examples_of_RFC_4648_section_10_come_out_without_padding(string text, string base32) =>
        Assert.Equal(base32, Base32.Encode(System.Text.Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("MZXW6YTBOI======")]
    [InlineData("mzxw6ytboi")]
    [InlineData("MZXW 6YTB OI")]
    [InlineData("mzxw-6ytb-oi")]
    [InlineData(" MzXw6yTb OI== ====")]
    public void Case_spaces_dashes_and_padding_do_not_matter(string typed) =>
        Assert.Equal("foobar"u8.ToArray(), Base32.Decode(typed));

    [Theory]
    [InlineData("0189")]
    [InlineData("MZXW6YT!")]
    [InlineData("MZXW6YT\u0131")]
    [InlineData("MZXW6YT\u017F")]
    [InlineData("MZXW\t6YTB")]
    [InlineData("MZXW\u00A06YTB")]
    [InlineData("M")]
    [InlineData("MZX")]
    [InlineData("MZXW6Y")]
    [InlineData("MZXW6YTBO")]
    [InlineData("MY=====")]
    [InlineData("MY=")]
    [InlineData("MY==MY==")]
    [InlineData("=MY=====")]
    [InlineData("M=======")]
    [InlineData("MZXW6YTB========")]
    public void Anything_else_is_refused(string typed) => Assert.Null(Base32.Decode(typed));

    [Fact]
    public void Bits_left_over_are_dropped_as_apps_do() => Assert.Equal("f"u8.ToArray(), Base32.Decode("MZ"));

    [Fact]
    public void Whatever_is_written_is_read_again_plain_and_grouped() =>
        Prop.ForAll<byte[]>(bytes =>
                bytes.SequenceEqual(Base32.Decode(Base32.Encode(bytes))!)
                && bytes.SequenceEqual(Base32.Decode(Base32.Grouped(bytes))!)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_seed_is_shown_in_eight_groups_of_four() =>
        Assert.Equal("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", Base32.Grouped("12345678901234567890"u8));
}
