using Microsoft.AspNetCore.Mvc.ModelBinding;
using Sallyport.Core.Common;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>The fields of a role as a page shows them and as they come back.</summary>
public sealed class RoleForm
{
    public string? Name { get; set; }
    public string? Description { get; set; }

    /// <summary>Words of those that are ticked.</summary>
    public string[]? Permissions { get; set; }
    public long Version { get; set; }

    /// <summary>Nothing can be changed; no form sends it.</summary>
    [BindNever]
    public bool IsReadOnly { get; set; }

    public static RoleForm Of(ShownRole shown) =>
        new()
        {
            Name = shown.Role.Name,
            Description = shown.Description,
            Permissions = [.. shown.Role.Permissions.Select(Words.Upper)],
            Version = shown.Version,
        };

    public bool Has(Permission permission) => Permissions?.Contains(Words.Upper(permission), StringComparer.Ordinal) ?? false;

    public AskedRole ToAsked() => new(Name ?? "", Description ?? "", Permissions ?? []);
}
