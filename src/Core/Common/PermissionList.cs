namespace Sallyport.Core.Common;

/// <summary>Permissions as a column keeps them: their words with commas, in the order of the list.</summary>
public static class PermissionList
{
    private static readonly (Permission Permission, string Word)[] All =
    [
        .. Enum.GetValues<Permission>().Select(permission => (permission, Words.Upper(permission))),
    ];

    /// <summary>A word that this version does not know allows nothing.</summary>
    public static IReadOnlySet<Permission> Read(string words) =>
        words.Split(',').Select(Words.Parse<Permission>).OfType<Permission>().ToHashSet();

    public static string Write(IEnumerable<Permission> permissions)
    {
        var asked = permissions.ToHashSet();
        return string.Join(',', All.Where(known => asked.Contains(known.Permission)).Select(known => known.Word));
    }
}
