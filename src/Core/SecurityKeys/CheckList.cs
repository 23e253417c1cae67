namespace Sallyport.Core.SecurityKeys;

/// <summary>Checks in the order of the text that lists them.</summary>
internal static class CheckList
{
    /// <summary>Null where all hold. What stands behind the first that fails is not asked.</summary>
    public static CeremonyCheck? FirstFailed(this IEnumerable<(CeremonyCheck Check, Func<bool> Holds)> checks)
    {
        foreach (var (check, holds) in checks)
            if (!holds())
                return check;
        return null;
    }
}
