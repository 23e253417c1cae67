using System.Text.RegularExpressions;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>What docs/forward-auth.md prints for operators.</summary>
internal static partial class Recipes
{
    /// <summary>The application's host in the recipes.</summary>
    public const string Host = "app.acme.test";

    private static readonly string Text = File.ReadAllText(Repository.File("docs/forward-auth.md"));

    /// <summary>The headers that no client may send, as the table lists them.</summary>
    public static IReadOnlyList<string> Headers { get; } =
    [.. Name().Matches(TableOfHeaders()).Select(m => m.Groups["name"].Value)];

    /// <summary>A proxy's files: path and text.</summary>
    public static IReadOnlyList<(string Path, string Text)> FilesOf(string proxy) =>
        [
            .. Block()
                .Matches(Text)
                .Select(m => (Path: m.Groups["path"].Value, m.Groups["text"].Value))
                .Where(file => file.Path.StartsWith($"/etc/{proxy}/", StringComparison.Ordinal)),
        ];

    /// <summary>The pattern of names to take away in a recipe that no test runs.</summary>
    public static string Pattern(string heading)
    {
        var begins = Text.IndexOf($"## {heading}\n", StringComparison.Ordinal);
        return Taken().Match(Text, begins).Groups["pattern"].Value;
    }

    private static string TableOfHeaders()
    {
        var begins = Text.IndexOf("## Headers that no client may send\n", StringComparison.Ordinal);
        return Text[begins..Text.IndexOf("\n## ", begins + 3, StringComparison.Ordinal)];
    }

    [GeneratedRegex(
        "(authResponseHeadersRegex: |regex: )\"(?<pattern>[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Taken();

    [GeneratedRegex("`(?<name>[A-Za-z0-9-]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"^```[a-z]+\n(#|--) (?<path>/etc/\S+)\n(?<text>.*?)^```",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Block();
}
