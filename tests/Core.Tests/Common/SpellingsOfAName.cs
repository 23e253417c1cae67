using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Common;

[Keeps("ADMIN-1")]
public sealed class SpellingsOfAName
{
    [Theory]
    [InlineData("Özdemir", "özdemir")]
    [InlineData("ÖZDEMIR", "O\u0308zdemir")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("ΝΙΚΟΣ", "Νικος")]
    [InlineData("Νίκος", "ΝΊΚΟΣ")]
    [InlineData("Işık", "IŞIK")]
    [InlineData("İpek", "ipek")]
    [InlineData("Ｂｅｎ", "ben")]
    [InlineData("Oﬃce", "OFFICE")]
    [InlineData("ЖУКОВ", "жуков")]
    public void Two_spellings_of_one_name_fold_to_one(string one, string other) =>
        Assert.Equal(UnicodeText.Fold(one), UnicodeText.Fold(other));

    [Theory]
    [InlineData("Özdemir", "Ozdemir")]
    [InlineData("Ben", "Ken")]
    public void Other_letters_are_other_names(string one, string other) =>
        Assert.NotEqual(UnicodeText.Fold(one), UnicodeText.Fold(other));

    [Theory]
    [InlineData("Ben\uD800")]
    [InlineData("\uFFFE")]
    [InlineData("")]
    public void What_is_no_Unicode_folds_without_a_fault(string text) => Assert.Equal(text.Length, UnicodeText.Fold(text).Length);
}
