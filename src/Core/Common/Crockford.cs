using System.Text;

namespace Sallyport.Core.Common;

/// <summary>Douglas Crockford's base 32: no I, L, O, U, so that nothing reads like something else.</summary>
public static class Crockford
{
    // More than any code with a space behind each symbol: what is longer is not worked on.
    private const int Longest = 200;
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Five bits a symbol, the first bit first; a rest of less than five bits is filled with zeros.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => FiveBits.Encode(bytes, Symbols);

    /// <summary>The symbols that were meant: any case and width, spaces and dashes of every kind anywhere, O for 0, I and L for 1. Null for other signs.</summary>
    public static string? Read(string typed)
    {
        if (typed.Length > Longest || UnicodeText.WithoutSpacesAndDashes(typed) is not { } symbols)
            return null;
        var text = new StringBuilder(symbols.Length);
        foreach (var letter in symbols)
        {
            if (Meant(letter) is not { } symbol)
                return null;
            text.Append(symbol);
        }
        return text.ToString();
    }

    /// <summary>What a lower-case symbol counts; -1 for every other sign.</summary>
    internal static int ValueOf(char symbol) =>
        char.IsAsciiLetterUpper(symbol) ? -1 : Symbols.IndexOf(char.ToUpperInvariant(symbol), StringComparison.Ordinal);

    // By ASCII alone: Unicode knows more letters whose upper case is one of ours.
    private static char? Meant(char letter) =>
        letter switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            >= 'a' and <= 'z' => Meant((char)(letter - 'a' + 'A')),
            _ => Symbols.Contains(letter, StringComparison.Ordinal) ? letter : null,
        };
}
