using FsCheck;
using FsCheck.Fluent;
using Sallyport.Core.Common;
using Sallyport.Core.RecoveryCodes;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.RecoveryCodes;

[Keeps("RECOV-1")]
public sealed class SpellingsOfARecoveryCode
{
    [Theory]
    [InlineData("0123-4567-89AB-CDEF")]
    [InlineData("0123456789ABCDEF")]
    [InlineData("0123456789abcdef")]
    [InlineData("0123 4567 89ab cdef")]
    [InlineData(" 01-23-45-67-89-ab-cd-ef ")]
    [InlineData("O123-4567-89AB-CDEF")]
    [InlineData("oI23-4567-89aB-CdEf")]
    [InlineData("0i23-4567-89AB-CDEF")]
    [InlineData("0L23-4567-89AB-CDEF")]
    [InlineData("0l23--4567  89AB-CDEF")]
    [InlineData("0123\u00A04567\u00A089AB\u00A0CDEF")]
    [InlineData("\t0123\t4567\t89AB\tCDEF\r\n")]
    [InlineData("0123\u20134567\u201489AB\u2212CDEF")]
    [InlineData("0123\u20104567\u201189AB\u2012CDEF")]
    [InlineData("0123\uFF0D4567\uFE5889AB\uFE63CDEF")]
    [InlineData("0123\u20094567\u200789AB\u3000CDEF")]
    [InlineData("\uFEFF0123\u200B4567\u00AD89AB\u2060CDEF")]
    [InlineData("\uFF10\uFF11\uFF12\uFF13-4567-89\uFF21\uFF42-\uFF23\uFF24\uFF45\uFF26")]
    public void Case_width_spaces_dashes_and_look_alikes_do_not_matter(string typed) =>
        Assert.Equal("0123456789ABCDEF", RecoveryCode.Parse(typed)?.Text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("- -")]
    [InlineData("123456")]
    [InlineData("0123-4567-89AB-CDE")]
    [InlineData("0123-4567-89AB-CDEF-G")]
    [InlineData("0123-4567-89AB-CDEF-GHJK")]
    [InlineData("0123-4567-89AB-CDEF-GHJK-MNPQ-R")]
    [InlineData("U123-4567-89AB-CDEF")]
    [InlineData("u123-4567-89AB-CDEF")]
    [InlineData("0123_4567_89AB_CDEF")]
    [InlineData("0123456789ABCDE\n")]
    [InlineData("\u0660123456789ABCDEF")]
    [InlineData("0\u0131234567 89ABCDEF")]
    [InlineData("0123456789ABCDE\uD800")]
    [InlineData("0123456789ABCDE\uFFFE")]
    public void Anything_else_is_no_recovery_code(string? typed) => Assert.Null(RecoveryCode.Parse(typed));

    [Fact]
    [Keeps("RECOV-8")]
    public void One_box_takes_both_kinds_and_their_length_tells_which()
    {
        Assert.Equal(RecoveryCodeKind.Single, RecoveryCode.Parse("0123-4567-89AB-CDEF")?.Kind);
        Assert.Equal(RecoveryCodeKind.Backup, RecoveryCode.Parse("0123-4567-89AB-CDEF-GHJK-MNPQ")?.Kind);
    }

    [Fact]
    public void Whatever_is_made_is_read_again_however_it_is_spelled() =>
        Prop.ForAll<NonEmptyArray<byte>, int>(
                (bytes, slips) =>
                {
                    var made = RecoveryCode
                        .NewSet(new RepeatedBytes(bytes.Get))
                        .Append(RecoveryCode.NewBackup(new RepeatedBytes(bytes.Get)));
                    foreach (var code in made)
                        Assert.Equal((code.Kind, code.Text), Read(Misspelled(code.Shown, new Queue<bool>(Bits(slips)))));
                }
            )
            .QuickCheckThrowOnFailure();

    private static (RecoveryCodeKind? Kind, string? Text) Read(string typed) =>
        RecoveryCode.Parse(typed) is { } code ? (code.Kind, code.Text) : (null, null);

    private static IEnumerable<bool> Bits(int slips) => Enumerable.Range(0, 32).Select(bit => (slips >> bit & 1) == 1);

    private static string Misspelled(string shown, Queue<bool> slips) =>
        string.Concat(shown.Select(symbol => slips.TryDequeue(out var slip) && slip ? Slip(symbol) : symbol.ToString()));

    private static string Slip(char symbol) =>
        symbol switch
        {
            '0' => "o",
            '1' => "l",
            '-' => " ",
            _ => char.ToLowerInvariant(symbol) + "-",
        };

    private sealed class RepeatedBytes(byte[] given) : RandomSource
    {
        public override void Fill(Span<byte> bytes)
        {
            for (var index = 0; index < bytes.Length; index++)
                bytes[index] = given[index % given.Length];
        }
    }
}
