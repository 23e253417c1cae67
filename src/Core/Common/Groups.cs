namespace Sallyport.Core.Common;

/// <summary>Long keys and codes in groups of four, which is what people copy without losing their place.</summary>
public static class Groups
{
    public static string OfFour(string text, char between) =>
        string.Join(between, text.Chunk(4).Select(group => new string(group)));
}
