using Sallyport.Core.Enforcement;
using Xunit;

namespace Sallyport.Core.Tests.Enforcement;

public sealed class SettingsOfAPolicy
{
    public static TheoryData<string> Names => [.. PolicySettings.All.Select(s => s.Name)];
    public static TheoryData<string> Presets => [.. Preset.All.Keys];

    [Theory, MemberData(nameof(Presets))]
    public void What_was_written_in_words_is_read_as_it_was(string preset)
    {
        var policy = Preset.All[preset];

        Assert.Equal(policy, PolicySettings.Read(PolicySettings.Write(policy)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Each_allowed_word_changes_its_own_setting_and_no_other(string name)
    {
        var setting = PolicySettings.Find(name)!;
        foreach (var word in Allowed(setting))
        {
            var changed = setting.Write(Preset.Default, word);

            Assert.NotNull(changed);
            Assert.Equal(word, setting.Read(changed));
            Assert.All(PolicySettings.All.Where(s => s != setting), s => Assert.Equal(s.Read(Preset.Default), s.Read(changed)));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_word_that_is_none_of_the_allowed_ones_is_refused(string name)
    {
        var setting = PolicySettings.Find(name)!;
        string[] wrong =
        [
            "",
            "perhaps",
            "Yes",
            "REQUIRED",
            "-1",
            "1.5",
            "999999",
            "0x10",
            "app,",
            "app,app",
            "allow:",
            "allow:me",
        ];

        Assert.All(wrong.Except(Allowed(setting)), word => Assert.Null(setting.Write(Preset.Default, word)));
    }

    [Theory]
    [InlineData("graceDays", 0, 90)]
    [InlineData("trustedBrowserDays", 0, 90)]
    [InlineData("keyExpiryDays", 0, 3650)]
    [InlineData("sessionIdleMinutes", 5, 1440)]
    [InlineData("sessionTotalHours", 1, 720)]
    public void Numbers_keep_their_bounds(string name, int lowest, int highest)
    {
        var setting = PolicySettings.Find(name)!;

        Assert.NotNull(setting.Write(Preset.Default, $"{lowest}"));
        Assert.NotNull(setting.Write(Preset.Default, $"{highest}"));
        Assert.Null(setting.Write(Preset.Default, $"{lowest - 1}"));
        Assert.Null(setting.Write(Preset.Default, $"{highest + 1}"));
    }

    [Fact]
    public void Stored_words_of_another_version_do_no_harm()
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["requirement"] = "off",
            ["bites"] = "atMidnight",
            ["unheardOf"] = "yes",
        };

        var policy = PolicySettings.Read(words);

        Assert.Equal(Preset.Default with { Requirement = Requirement.Off }, policy);
    }

    [Fact]
    public void The_settings_and_presets_are_those_of_the_documented_table()
    {
        foreach (var row in DocumentedTable.Rows())
        {
            var setting = PolicySettings.Find(row.Key);
            Assert.True(setting is not null, $"There is no setting {row.Key}.");
            foreach (var (preset, word) in row.Words)
                Assert.True(
                    word == setting.Read(Preset.All[preset]),
                    $"{preset} has {row.Key}={setting.Read(Preset.All[preset])}, and the table says {word}."
                );
        }
        Assert.Equal(DocumentedTable.Rows().Select(r => r.Key), PolicySettings.All.Select(s => s.Name));
    }

    private static IEnumerable<string> Allowed(PolicySetting setting) =>
        setting.IsList ? ["app", "securityKey", "app,securityKey", "securityKey,app"]
        : setting.Name == "models"
            ? ["all", "allow:00000000-0000-0000-0000-000000000001", "deny:00000000-0000-0000-0000-000000000001"]
        : setting.Words.Count > 0 ? setting.Words
        : [$"{setting.Lowest}", $"{setting.Highest}"];
}
