namespace Sallyport.Core.Enforcement;

/// <summary>A list of security key models (AAGUIDs).</summary>
/// <param name="Allows">These alone are wanted; else these are not.</param>
/// <param name="Ids">The models.</param>
public sealed record ModelList(bool Allows, IReadOnlySet<Guid> Ids)
{
    /// <summary>The written form of no list: every model is welcome.</summary>
    public const string All = "all";

    public static bool IsWellFormed(string text) => text == All || Parse(text) is not null;

    /// <summary>Reads <c>allow:ID,…</c> or <c>deny:ID,…</c>; null for everything else, "all" too.</summary>
    public static ModelList? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text[..colon] is not ("allow" or "deny"))
            return null;
        var ids = new HashSet<Guid>();
        foreach (var typed in text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries))
            if (Guid.TryParseExact(typed, "D", out var id))
                ids.Add(id);
            else
                return null;
        return new ModelList(text[..colon] == "allow", ids);
    }
}
