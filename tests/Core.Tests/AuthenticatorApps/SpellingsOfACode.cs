using FsCheck;
using FsCheck.Fluent;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.AuthenticatorApps;

[Keeps("O-09")]
public sealed class SpellingsOfACode
{
    [Theory]
    [InlineData("012345")]
    [InlineData("012 345")]
    [InlineData(" 012345")]
    [InlineData("012345 ")]
    [InlineData("0 1 2 3 4 5")]
    [InlineData("  012   345  ")]
    public void Spaces_do_not_matter(string typed) => Assert.Equal("012345", TypedCode.Parse(typed)?.Digits);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("      ")]
    [InlineData("12345")]
    [InlineData("0123456")]
    [InlineData("0012345")]
    [InlineData("+12345")]
    [InlineData("+012345")]
    [InlineData("-012345")]
    [InlineData("012-345")]
    [InlineData("012.345")]
    [InlineData("012,345")]
    [InlineData("012_345")]
    [InlineData("012345.0")]
    [InlineData("12345e")]
    [InlineData("1.2e05")]
    [InlineData("0x3039")]
    [InlineData("O12345")]
    [InlineData("012345;")]
    [InlineData("012345\n")]
    [InlineData("012345\r\n")]
    [InlineData("\t012345")]
    [InlineData("012345\0")]
    [InlineData("012\u00A0345")]
    [InlineData("012\u2009345")]
    [InlineData("012\u3000345")]
    [InlineData("\u200B012345")]
    [InlineData("\uFEFF012345")]
    [InlineData("01234\uFF15")]
    [InlineData("\uFF10\uFF11\uFF12\uFF13\uFF14\uFF15")]
    [InlineData("\u0660\u0661\u0662\u0663\u0664\u0665")]
    [InlineData("\u06F0\u06F1\u06F2\u06F3\u06F4\u06F5")]
    [InlineData("\u0966\u0967\u0968\u0969\u096A\u096B")]
    [InlineData("01234\u2075")]
    [InlineData("01234\u2464")]
    [InlineData("01234\U0001D7D3")]
    [InlineData("012345\u0301")]
    [InlineData("\u202E543210")]
    public void No_other_spelling_is_a_code(string? typed) => Assert.Null(TypedCode.Parse(typed));

    [Fact]
    public void Whatever_is_a_code_is_six_ASCII_digits_in_the_order_typed() =>
        Prop.ForAll(
                Gen.Elements("0", "7", " ", "  ", "+", "\u0660", "\n").ListOf().Select(string.Concat).ToArbitrary(),
                typed => Assert.Equal(MeantBy(typed), TypedCode.Parse(typed)?.Digits)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_code_does_not_print_itself() =>
        Assert.DoesNotContain("012345", $"{TypedCode.Parse("012345")}", StringComparison.Ordinal);

    private static string? MeantBy(string typed)
    {
        var digits = string.Concat(typed.Split(' '));
        return digits.Length == 6 && digits.All("0123456789".Contains) ? digits : null;
    }
}
