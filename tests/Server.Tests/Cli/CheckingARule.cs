using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

[Keeps("DOOR-2")]
public sealed class CheckingARule
{
    [Theory]
    [InlineData("access=API&permission=VIEW_USER", "API", "VIEW_USER", "any", true, null)]
    [InlineData("strength=phishingResistant&mode=full", "API", null, "phishingResistant", false, "full")]
    [InlineData("access=WIKI&strength=phishingResistant", "WIKI", null, "phishingResistant", true, null)]
    [InlineData("rule=wiki&mode=full", "WIKI", "VIEW_USER", "any", true, "full")]
    [InlineData("http://127.0.0.1:5080/auth/verify?mode=full&access=API&original=/a?access=x", "API", null, "any", true, "full")]
    [InlineData("/auth/verify?original=", "API", null, "any", true, null)]
    public async Task It_says_what_a_rule_asks(
        string rule,
        string access,
        string? permission,
        string strength,
        bool admitsKeys,
        string? mode
    )
    {
        using var shell = WithRules();

        var json = (await shell.Run($"rule check {rule} --json")).Json;

        Assert.Equal(
            (access, permission, strength, admitsKeys, mode),
            (
                json.GetProperty("access").GetString(),
                json.GetProperty("permission").GetString(),
                json.GetProperty("strength").GetString(),
                json.GetProperty("admitsKeys").GetBoolean(),
                json.GetProperty("mode").GetString()
            )
        );
    }

    [Theory]
    [InlineData("acess=API", "unknown_word", "access, permission, strength and mode")]
    [InlineData("access=API&access=API", "repeated_word", "twice")]
    [InlineData("access=api", "unknown_access", "API, ISPROXY, WIKI")]
    [InlineData("permission=ADMIN", "unknown_permission", "VIEW_USER")]
    [InlineData("strength=strong", "unknown_strength", "phishingResistant")]
    [InlineData("mode=half", "unknown_mode", "full")]
    [InlineData("rule=shop", "unknown_rule", "keeps wiki")]
    [InlineData("rule=wiki&access=API", "unknown_word", "beside it mode alone")]
    public async Task It_says_what_is_wrong_with_one_that_would_pass_nobody(string rule, string word, string hint)
    {
        using var shell = WithRules();

        var refused = await shell.Run($"rule check {rule} --json");

        Assert.Equal((1, word), (refused.Code, refused.Json.GetProperty("error").GetString()));
        Assert.Contains(hint, refused.Error, StringComparison.Ordinal);
        Assert.StartsWith("Nobody would pass.", (await shell.Run($"rule check {rule}")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lists_those_that_have_names_and_people_read_what_one_asks()
    {
        using var shell = WithRules();

        Assert.Equal("wiki=access=WIKI&permission=VIEW_USER\n", (await shell.Run("rule list")).Out);
        var read = await shell.Run("rule check rule=wiki");
        Assert.Contains("a key with the access WIKI", read.Out, StringComparison.Ordinal);
        Assert.Contains("the permission VIEW_USER", read.Out, StringComparison.Ordinal);
        using var without = new Shell();
        Assert.Contains("keeps none", (await without.Run("rule list")).Out, StringComparison.Ordinal);
    }

    private static Shell WithRules() =>
        new Shell()
            .With("SALLYPORT_KEY_ACCESSES", "WIKI")
            .With("SALLYPORT_FORWARD_RULES", "wiki=access=WIKI&permission=VIEW_USER");
}
