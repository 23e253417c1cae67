namespace Sallyport.Core.Accounts;

/// <summary>An account's handle: 2 to 32 of <c>a-z 0-9 -</c>, beginning with a letter.</summary>
public static class Handle
{
    public static bool IsWellFormed(string text) =>
        text.Length is >= 2 and <= 32
        && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
