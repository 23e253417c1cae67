namespace Sallyport.Server.Web;

/// <summary>Writes CSV (RFC 4180) that a spreadsheet shows and does not obey.</summary>
public static class Csv
{
    public static string Line(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    // What begins like a formula would be run by whoever opens the file: an apostrophe makes it text (ASVS V1.2.10).
    private static string Cell(string text)
    {
        var tame = text.Length > 0 && "=+-@\t\r\n\0".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return tame.AsSpan().IndexOfAny("\",\r\n\t") < 0 ? tame : $"\"{tame.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
