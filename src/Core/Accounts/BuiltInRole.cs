using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>The roles that every account has and nobody edits.</summary>
public static class BuiltInRole
{
    /// <summary>Administers the account. It has every permission that there is, those of later versions too.</summary>
    public const string Admin = "admin";

    /// <summary>Uses everything that the portal's company offers, and administers nothing.</summary>
    public const string All = "all";

    private static readonly GrantedRole OfAdmin = new(Admin, Admin, Enum.GetValues<Permission>().ToHashSet());
    private static readonly GrantedRole OfAll = new(All, All, new HashSet<Permission> { Permission.ManageApiKey });

    public static IReadOnlyList<GrantedRole> Both { get; } = [OfAdmin, OfAll];

    /// <summary>Null: one of an account's own, or none.</summary>
    public static GrantedRole? Find(string id) =>
        id switch
        {
            Admin => OfAdmin,
            All => OfAll,
            _ => null,
        };
}
