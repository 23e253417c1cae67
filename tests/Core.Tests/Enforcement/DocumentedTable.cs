using Xunit;

namespace Sallyport.Core.Tests.Enforcement;

/// <summary>One setting as the table of behaviours has it.</summary>
internal sealed record DocumentedRow(string Key, IReadOnlyDictionary<string, string> Words);

/// <summary>The table "Settings of an account" in <c>shared/behaviours.md</c> beside the repository; without it its test is skipped, visibly.</summary>
internal static class DocumentedTable
{
    private const int FirstPreset = 2;

    public static IReadOnlyList<DocumentedRow> Rows()
    {
        var lines = File.ReadLines(FileName()).SkipWhile(l => !l.StartsWith("| key |", StringComparison.Ordinal)).ToList();
        var presets = Cells(lines[0]).Skip(FirstPreset).Select(c => c.Split(' ')[0]).ToList();
        return [.. lines.Skip(2).TakeWhile(l => l.StartsWith('|')).SelectMany(line => RowsOf(Cells(line), presets))];
    }

    // Some rows hold several keys, with one word for each: "hardwareBound, attestation" and "no, none".
    private static IEnumerable<DocumentedRow> RowsOf(string[] cells, List<string> presets)
    {
        var keys = cells[0].Split(", ");
        for (var k = 0; k < keys.Length; k++)
        {
            var words = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var p = 0; p < presets.Count; p++)
            {
                var cell = cells[FirstPreset + p] == "same" ? cells[FirstPreset] : cells[FirstPreset + p];
                words[presets[p]] = keys.Length == 1 ? cell : cell.Split(", ")[k];
            }
            yield return new DocumentedRow(keys[k], words);
        }
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(c => c.Trim())];

    private static string FileName()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "behaviours.md") is var file && File.Exists(file))
                return file;
        Assert.Skip("There is no shared/behaviours.md beside the repository to read the table from.");
        return "";
    }
}
