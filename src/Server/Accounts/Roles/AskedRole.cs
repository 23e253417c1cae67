using Sallyport.Core.Accounts;
using Sallyport.Core.Common;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>A role as somebody typed it.</summary>
/// <param name="Name">What it is to be called.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="Permissions">Words: <c>VIEW_USER</c>.</param>
public sealed record AskedRole(string Name, string Description, IReadOnlyList<string> Permissions)
{
    /// <summary>The request by its own name; null: each request makes a role.</summary>
    public AskedRequest? AskedBy { get; init; }

    internal IReadOnlySet<Permission> Known => Permissions.Select(Words.Parse<Permission>).OfType<Permission>().ToHashSet();

    internal AskedRole Tidy() => this with { Name = Name.Trim(), Description = Description.Trim() };

    internal IReadOnlyList<RoleFault> FaultsFor(Caller caller)
    {
        var known = Known;
        (bool IsRight, RoleFault Fault)[] checks =
        [
            (CanonicalName.Role(Name) is not null, RoleFault.NameMalformed),
            (CanonicalName.Role(Name) is not { } name || !RoleRule.IsReserved(name), RoleFault.NameIsBuiltIn),
            (
                Description.Length <= RoleRule.LongestDescription && !Description.Any(char.IsControl),
                RoleFault.DescriptionMalformed
            ),
            (Permissions.All(word => Words.Parse<Permission>(word) is not null), RoleFault.PermissionUnknown),
            (Authority.MayGrant(caller, known), RoleFault.PermissionNotYours),
            (known.All(one => RoleRule.NeededBy(one) is not { } needed || known.Contains(needed)), RoleFault.ViewMissing),
        ];
        return [.. checks.Where(check => !check.IsRight).Select(check => check.Fault)];
    }
}
