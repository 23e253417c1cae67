using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>The roles that every account has and nobody edits.</summary>
public static class BuiltInRole
{
    /// <summary>Administers the account.</summary>
    public const string Admin = "admin";

    /// <summary>Uses everything that the portal's company offers, and administers nothing.</summary>
    public const string All = "all";

    private static readonly HashSet<Permission> Everything = [.. Enum.GetValues<Permission>()];
    private static readonly HashSet<Permission> Using = [Permission.ManageApiKey];

    public static IReadOnlySet<Permission> PermissionsOf(string role) =>
        role switch
        {
            Admin => Everything,
            All => Using,
            _ => new HashSet<Permission>(),
        };
}
