namespace Sallyport.Core.Enforcement;

/// <summary>What a policy keeps although nothing obeys it yet. Whoever builds the capability takes its line away here.</summary>
public static class LaterSettings
{
    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
    {
        // Security keys and passkeys
        "passkeySignIn",
        "userVerification",
        "hardwareBound",
        "attestation",
        "models",
        "sharedRelyingParty",
        // Gateways
        "passwordOnApi",
    };

    private static readonly HashSet<(string Name, string Word)> Words = [("requiredStrength", "phishingResistant")];

    /// <summary>Whether the setting as a whole takes effect in a later version.</summary>
    public static bool Has(string name) => Whole.Contains(name);

    /// <summary>Whether this word of the setting takes effect in a later version.</summary>
    public static bool Has(string name, string word) => Has(name) || Words.Contains((name, word));
}
