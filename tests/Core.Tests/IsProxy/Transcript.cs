using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Tests;

/// <summary>One conversation with the line service as it is written in a file: <c>&gt;</c> sent, <c>&lt;</c> expected, <c>=</c> said about it.</summary>
public sealed partial record Transcript(string Name, IReadOnlyList<Transcript.Line> Lines)
{
    public sealed record Line(char Mark, string Text);

    /// <summary>How the service is set: by <c>= tls …</c> in the first line, else optional.</summary>
    public string Tls =>
        Lines[0] is { Mark: '=', Text: var text } && text.StartsWith("tls ", StringComparison.Ordinal) ? text[4..] : "optional";

    public static IReadOnlyList<Transcript> All { get; } =
    [
        .. from file in new[] { "logging-in", "asking", "encrypting", "malformed" }
        from part in Read(file).Split("\n## ")[1..]
        let lines = part.Split('\n')
        select new Transcript(
            $"{file}: {lines[0]}",
            [.. lines[1..].Where(line => line.Length > 0).Select(line => new Line(line[0], line[1..].TrimStart(' ')))]
        ),
    ];

    public override string ToString() => Name;

    /// <summary>The bytes of a line: names in braces are put in, <c>\xNN</c> is a byte, <c>·</c> a space at the end.</summary>
    public static byte[] Bytes(string text, IReadOnlyDictionary<string, string> names)
    {
        var filled = names
            .Aggregate(text, (line, name) => line.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal))
            .Replace('·', ' ');
        var bytes = new List<byte>();
        foreach (Match part in Part().Matches(filled))
            bytes.AddRange(
                part.Groups["byte"].Success
                    ? [byte.Parse(part.Groups["byte"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)]
                    : Encoding.UTF8.GetBytes(part.Value)
            );
        return [.. bytes, (byte)'\r', (byte)'\n'];
    }

    private static string Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"transcripts.{file}.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\\x(?<byte>[0-9A-F]{2})|[^\\]+|\\", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
