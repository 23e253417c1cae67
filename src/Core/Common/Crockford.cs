using System.Text;

namespace Sallyport.Core.Common;

/// <summary>Douglas Crockford's base 32: no I, L, O, U, so that nothing reads like something else.</summary>
public static class Crockford
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Five bits a symbol, the first bit first; a rest of less than five bits is filled with zeros.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => FiveBits.Encode(bytes, Symbols);

    /// <summary>The symbols that were meant: any case, spaces and dashes anywhere, O for 0, I and L for 1. Null for other signs.</summary>
    public static string? Read(string typed)
    {
        var text = new StringBuilder(typed.Length);
        foreach (var letter in typed.Where(letter => letter is not (' ' or '-')))
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
