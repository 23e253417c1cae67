namespace Sallyport.Core.ApiKeys;

/// <summary>What a key may open: two that are built in, and what the operator defines for applications behind a proxy.</summary>
public static class KeyAccess
{
    /// <summary>The REST API, and what stands behind a proxy without naming another access.</summary>
    public const string Api = "API";

    /// <summary>The line service for the availability of domain names.</summary>
    public const string IsProxy = "ISPROXY";

    private const int LongestName = 32;

    public static IReadOnlyList<string> BuiltIn { get; } = [Api, IsProxy];

    /// <summary>Capitals, digits and underscores, a capital first.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && char.IsAsciiLetterUpper(name[0])
        && name.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter == '_');
}
