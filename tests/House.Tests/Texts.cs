using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Sallyport.House.Tests;

/// <summary>English stands in the source as the key; German has every text, with the same places for values, and none that nobody shows.</summary>
public sealed partial class Texts
{
    [Fact]
    public void Every_text_is_there_in_German()
    {
        var missing = Folders()
            .SelectMany(folder => KeysIn(folder).Except(German(folder).Keys).Select(key => $"{folder}: {key}"));

        Assert.Empty(missing);
    }

    [Fact]
    public void No_German_text_is_left_over()
    {
        var unused = Folders()
            .SelectMany(folder =>
                German(folder)
                    .Keys.Where(key => !SourceOf(folder).Contains(key, StringComparison.Ordinal))
                    .Select(key => $"{folder}: {key}")
            );

        Assert.Empty(unused);
    }

    [Fact]
    public void Both_languages_have_the_same_places_for_values()
    {
        var different = Folders()
            .SelectMany(German)
            .Where(text =>
                !Places()
                    .Matches(text.Key)
                    .Select(m => m.Value)
                    .Distinct()
                    .Order()
                    .SequenceEqual(Places().Matches(text.Value).Select(m => m.Value).Distinct().Order())
            )
            .Select(text => text.Key);

        Assert.Empty(different);
    }

    private static IEnumerable<string> Folders() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src/Server"), "Texts.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!);

    private static IEnumerable<string> KeysIn(string folder) =>
        Literal().Matches(SourceOf(folder)).Select(m => Unescape(m.Groups["key"].Value)).Distinct(StringComparer.Ordinal);

    private static Dictionary<string, string> German(string folder) =>
        XDocument
            .Load(Path.Combine(folder, "Texts.de.resx"))
            .Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    // Keys are looked for as they stand in the source, so that quotation marks are unescaped first.
    private static string SourceOf(string folder) =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(folder)
                .Where(file =>
                    file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal)
                )
                .Select(file => Unescape(File.ReadAllText(file)))
        );

    private static string Unescape(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal);

    [GeneratedRegex(
        """(?:\bT|\btexts)\[\s*"(?<key>(?:[^"\\]|\\.)*)"\s*[,\]]""",
        RegexOptions.None,
        matchTimeoutMilliseconds: 2000
    )]
    private static partial Regex Literal();

    [GeneratedRegex("""\{\d\}""", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Places();
}
