using Sallyport.Core.RecoveryCodes;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.RecoveryCodes;

[Keeps("RECOV-1")]
public sealed class NewRecoveryCodes
{
    [Fact]
    public void A_set_is_ten_different_codes_of_four_groups()
    {
        var set = RecoveryCode.NewSet(new CountingBytes());

        Assert.Equal(10, set.Select(code => code.Text).Distinct(StringComparer.Ordinal).Count());
        Assert.All(set, code => Assert.Matches("^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$", code.Shown));
        Assert.All(set, code => Assert.Equal(RecoveryCodeKind.Single, code.Kind));
    }

    [Fact]
    [Keeps("RECOV-7")]
    public void A_backup_code_has_six_groups()
    {
        var code = RecoveryCode.NewBackup(new CountingBytes());

        Assert.Matches("^[0-9A-Z]{4}(-[0-9A-Z]{4}){5}$", code.Shown);
        Assert.Equal(RecoveryCodeKind.Backup, code.Kind);
    }

    [Fact]
    public void All_80_and_all_120_bits_of_chance_are_in_the_code()
    {
        Assert.Equal("000G40R40M30E209", RecoveryCode.NewSet(new CountingBytes())[0].Text);
        Assert.Equal("000G40R40M30E209185GR38E", RecoveryCode.NewBackup(new CountingBytes()).Text);
    }

    [Fact]
    public void No_letter_looks_like_another_sign()
    {
        var random = new CountingBytes();
        var symbols = Enumerable
            .Range(0, 60)
            .SelectMany(_ => RecoveryCode.NewSet(random))
            .SelectMany(code => code.Text)
            .ToHashSet();

        Assert.Equal(32, symbols.Count);
        Assert.DoesNotContain(symbols, symbol => "ILOU".Contains(symbol, StringComparison.Ordinal));
    }

    [Fact]
    public void A_code_does_not_print_itself() =>
        Assert.DoesNotContain("000G", $"{RecoveryCode.NewSet(new CountingBytes())[0]}", StringComparison.Ordinal);
}
