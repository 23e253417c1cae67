using Sallyport.Core.Common;
using Sallyport.Core.ForwardAuth;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.ForwardAuth;

[Keeps("DOOR-2")]
public sealed class ForwardRules
{
    [Fact]
    public void A_rule_says_access_permission_and_strength()
    {
        var rule = Read(out _, "access=WIKI", "permission=VIEW_USER", "strength=phishingResistant", "mode=full")!;

        Assert.Equal(
            ("WIKI", Permission.ViewUser, true, true, true),
            (rule.Access, rule.Permission, rule.ResistsPhishing, rule.IsFull, rule.AdmitsKeys)
        );
    }

    [Fact]
    public void Without_a_word_the_access_is_the_API_s()
    {
        var rule = Read(out _)!;

        Assert.Equal(("API", null, false, true), (rule.Access, rule.Permission, rule.ResistsPhishing, rule.AdmitsKeys));
    }

    [Fact]
    public void A_strength_alone_is_for_people() => Assert.False(Read(out _, "strength=phishingResistant")!.AdmitsKeys);

    [Theory]
    [InlineData(RuleFault.UnknownWord, "acces=API")]
    [InlineData(RuleFault.UnknownWord, "access=API", "Permission=VIEW_USER")]
    [InlineData(RuleFault.RepeatedWord, "access=API", "access=API")]
    [InlineData(RuleFault.UnknownAccess, "access=NOPE")]
    [InlineData(RuleFault.UnknownAccess, "access=")]
    [InlineData(RuleFault.UnknownAccess, "access=api")]
    [InlineData(RuleFault.UnknownPermission, "permission=RULE_WORLD")]
    [InlineData(RuleFault.UnknownStrength, "strength=strong")]
    [InlineData(RuleFault.UnknownMode, "mode=half")]
    public void A_rule_that_is_not_wholly_understood_is_none(RuleFault expected, params string[] words)
    {
        Assert.Null(Read(out var fault, words));
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("ben@acme.test", "ben@acme.test")]
    [InlineData("Zoë Müller", "Zo%C3%AB%20M%C3%BCller")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nX: y", "a%0D%0AX:%20y")]
    [InlineData("", "")]
    public void Values_are_percent_encoded(string text, string encoded)
    {
        Assert.Equal(encoded, IdentityValue.Encode(text));
        Assert.Equal(text, Uri.UnescapeDataString(encoded));
    }

    private static ForwardRule? Read(out RuleFault? fault, params string[] words) =>
        ForwardRule.Read(
            words
                .Select(word => word.Split('='))
                .GroupBy(pair => pair[0], pair => (string?)pair[1])
                .Select(group => (group.Key, (IReadOnlyList<string?>)[.. group])),
            ["WIKI"],
            out fault
        );
}
