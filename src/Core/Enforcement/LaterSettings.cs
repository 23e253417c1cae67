namespace Sallyport.Core.Enforcement;

/// <summary>What a policy keeps although nothing obeys it yet. Whoever builds the capability takes its line away here.</summary>
public static class LaterSettings
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        // Gateways
        "passwordOnApi",
    };

    /// <summary>Whether the setting takes effect in a later version.</summary>
    public static bool Has(string name) => Names.Contains(name);
}
