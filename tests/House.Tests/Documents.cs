using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.IsProxy;
using Sallyport.Core.SecurityKeys;
using Sallyport.Core.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.House.Tests;

/// <summary>Figures and names in documents are those of the code.</summary>
public sealed class Documents
{
    private static readonly string[] Presets = ["strict", "registrar", "numbering", "console", "hosting"];

    [Fact]
    public void The_table_of_the_policy_is_the_code_s()
    {
        var expected = PolicySettings.All.Select(setting =>
            string.Join(" | ", [$"`{setting.Name}`", .. Presets.Select(preset => setting.Read(Preset.All[preset]))])
        );

        var rows = TableRows("docs/policy.md")
            .Where(cells => cells[0].StartsWith('`'))
            .Select(cells => string.Join(" | ", [cells[0], .. cells[3..]]));

        Assert.Equal(expected, rows);
    }

    [Fact]
    public void Each_row_of_the_policy_has_the_words_that_the_code_takes()
    {
        foreach (var cells in TableRows("docs/policy.md").Where(cells => cells[0].StartsWith('`')))
        {
            var setting = PolicySettings.Find(cells[0].Trim('`'))!;
            var words = setting.Lowest is { } lowest ? [$"{lowest}–{setting.Highest}"] : setting.Words;
            Assert.All(words, word => Assert.Contains(word, cells[1], StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_limits_on_guessing_are_the_code_s()
    {
        var text = Repository.Read("docs/throttles.md");
        string[] expected =
        [
            $"password, by user (or by typed name, where nobody has it) | {ThrottleLimits.Authenticator.Free} | 1, 2, 4 … seconds, at most {ThrottleLimits.Authenticator.LongestDelay.TotalMinutes} minutes | {ThrottleLimits.Authenticator.HardStop} |",
            $"second factor, by user | {ThrottleLimits.Authenticator.Free} |",
            $"either, by known browser of the user | {ThrottleLimits.KnownBrowser.Free} | the same | {ThrottleLimits.KnownBrowser.HardStop} |",
            $"recovery codes, where the second factor's counter has stopped | {ThrottleLimits.Recovery.Free} | the same | none",
            $"| {AddressBudget.Burst} in a row, one back every {AddressBudget.Refill.TotalSeconds} seconds |",
            $"| {AddressBudget.AnHour} an hour |",
            $"second factors of one sign-in | {PendingSignIn.MostFailures} |",
            $"ends after {PendingSignIn.Life.TotalMinutes} minutes",
            $"failed log-ins of one IsProxy connection | {IsProxyConversation.MostFailedLogins} |",
            $"(too many attempts, database away) | {IsProxyConversation.MostUnheardLogins} |",
            $"requests wait for it for {InFlight.Longest.TotalSeconds} seconds at most",
        ];
        Assert.All(expected, line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.Equal(int.MaxValue, ThrottleLimits.Recovery.HardStop);
        Assert.Equal(ThrottleLimits.Authenticator.LongestDelay, ThrottleLimits.Recovery.LongestDelay);
        Assert.Equal(TimeSpan.FromSeconds(1), ThrottleLimits.Authenticator.DelayAfter(ThrottleLimits.Authenticator.Free));
    }

    [Fact]
    public void The_checks_of_security_keys_are_the_code_s()
    {
        var expected = Enum.GetValues<CeremonyCheck>().Select(check => $"`{Words.Snake(check)}`");
        var rows = TableRows("docs/webauthn.md").Where(cells => cells.Length == 3).Select(cells => cells[0]).Where(IsCode);

        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));

        static bool IsCode(string cell) => cell.StartsWith('`');
    }

    [Fact]
    [Keeps("APIKEY-10"), Keeps("APIKEY-11")]
    public void The_page_about_keys_has_the_expression_for_scanners_and_every_reason_with_its_status()
    {
        Assert.Contains($"`{ApiKeyText.Pattern}`", Repository.Read("docs/api-keys.md"), StringComparison.Ordinal);
        var reasons = Enum.GetValues<KeyRefusal>().Select(r => $"`{Words.Snake(r)}` {(r.IsForbidden() ? 403 : 401)}");
        var rows = TableRows("docs/api-keys.md").Where(cells => cells.Length == 3 && cells[1] is "401" or "403");
        Assert.Equal(reasons, rows.Select(cells => $"{cells[0]} {cells[1]}"));
    }

    private static IEnumerable<string[]> TableRows(string document) =>
        Repository
            .Read(document)
            .Split('\n')
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));
}
