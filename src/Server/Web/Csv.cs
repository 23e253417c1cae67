using System.Buffers;
using System.Text;

namespace Sallyport.Server.Web;

/// <summary>Writes CSV (RFC 4180) that a spreadsheet shows and does not obey, wherever it divides the lines.</summary>
public static class Csv
{
    /// <summary>What a cell that is a formula begins with. Spreadsheets in East Asian settings take the wide and small forms for the same.</summary>
    public const string FormulaSigns = "=+-@＝＋－＠﹦﹢﹣﹫−";

    /// <summary>Where a spreadsheet may begin a new cell, whatever the file means by it: many divide at semicolons, some at tabs or bars.</summary>
    public const string Separators = ",;\t|\r\n";

    // A cell that holds one of these stands in quotation marks.
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\"" + Separators);

    // Some programs strip these from the beginning of a cell.
    private const string StrippedSigns = "\t\r\n\0";

    public static string Line(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string text)
    {
        var tame = Tame(text);
        return tame.AsSpan().IndexOfAny(Quoted) < 0 ? tame : $"\"{tame.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    // What begins like a formula would be run by whoever opens the file: an apostrophe makes it text (ASVS V1.2.10).
    private static string Tame(string text)
    {
        var tame = new StringBuilder(text.Length + 1);
        if (text.Length > 0 && StrippedSigns.Contains(text[0], StringComparison.Ordinal))
            tame.Append('\'');
        var isAtStart = true;
        foreach (var sign in text)
        {
            if (isAtStart && FormulaSigns.Contains(sign, StringComparison.Ordinal))
                tame.Append('\'');
            tame.Append(sign);
            isAtStart = Separators.Contains(sign, StringComparison.Ordinal) || (isAtStart && IsLeftOut(sign));
        }
        return tame.ToString();
    }

    // Spaces, quotation marks and signs that nobody sees may be dropped before the first sign of a cell.
    private static bool IsLeftOut(char sign) =>
        sign == '"'
        || char.IsWhiteSpace(sign)
        || char.IsControl(sign)
        || char.GetUnicodeCategory(sign) == System.Globalization.UnicodeCategory.Format;
}
