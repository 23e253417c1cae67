namespace Sallyport.Server.Tests.Routes;

/// <summary>The expected answers: <c>routes.txt</c>, whose lines that begin with # explain.</summary>
internal static class Table
{
    public static IReadOnlyList<string> Rows { get; } = Read();

    /// <summary>A route and its words, in columns.</summary>
    public static string Row(Door door, IEnumerable<string> words) =>
        (Cell(door.Method, 5) + Cell(door.Pattern, 42) + string.Concat(words.Select(w => w.PadRight(10)))).TrimEnd();

    // A longer one pushes the rest aside.
    private static string Cell(string text, int width) => text.Length < width ? text.PadRight(width) : text + " ";

    private static List<string> Read()
    {
        using var stream = typeof(Table).Assembly.GetManifestResourceStream("routes.txt")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where(line => !line.StartsWith('#'))];
    }
}
