namespace Sallyport.Core.Enforcement;

/// <summary>The written form of a list of security key models (AAGUIDs).</summary>
public static class ModelList
{
    public static bool IsWellFormed(string text)
    {
        if (text == "all")
            return true;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && text[..colon] is "allow" or "deny"
            && text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries).All(id => Guid.TryParseExact(id, "D", out _));
    }
}
