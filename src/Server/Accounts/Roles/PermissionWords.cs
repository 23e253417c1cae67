using Microsoft.Extensions.Localization;
using Sallyport.Core.Common;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>What permissions are about.</summary>
public enum PermissionGroup
{
    Users,
    Account,
    Programs,
}

/// <summary>Permissions in the words of those who give them.</summary>
public sealed class PermissionWords(IStringLocalizer<Texts> texts)
{
    public static ILookup<PermissionGroup, Permission> Groups { get; } = Enum.GetValues<Permission>().ToLookup(GroupOf);

    public string Title(PermissionGroup group) =>
        group switch
        {
            PermissionGroup.Users => texts["Users"],
            PermissionGroup.Account => texts["Account"],
            PermissionGroup.Programs => texts["Programs"],
        };

    public string Label(Permission permission) =>
        permission switch
        {
            Permission.ViewUser => texts["See users"],
            Permission.CreateUser => texts["Add users"],
            Permission.UpdateUser => texts["Change users"],
            Permission.RemoveUser => texts["Remove users"],
            Permission.RescueUser => texts["Remove somebody's MFA"],
            Permission.ViewPolicy => texts["See account and policy"],
            Permission.UpdatePolicy => texts["Change account and policy"],
            Permission.ViewAudit => texts["See the audit trail"],
            Permission.ManageApiKey => texts["Manage API keys"],
            Permission.ManageRole => texts["Manage roles"],
        };

    public string Hint(Permission permission) =>
        permission switch
        {
            Permission.ViewUser => texts["Everybody with role, status and MFA; the export too."],
            Permission.CreateUser => texts["With roles that allow no more than one's own."],
            Permission.UpdateUser => texts["Details, role, password, status, and what is required of them."],
            Permission.RemoveUser => texts["For good; the entry is kept for the record."],
            Permission.RescueUser => texts["For those who lost everything, where the policy allows it."],
            Permission.ViewPolicy => texts["Name, support contact and every setting."],
            Permission.UpdatePolicy => texts["Who must use MFA, and how sign-in works."],
            Permission.ViewAudit => texts["What happened, who did it, and from where."],
            Permission.ManageApiKey => texts["One's own; those of others too for whoever may change users."],
            Permission.ManageRole => texts["With permissions that one has oneself."],
        };

    private static PermissionGroup GroupOf(Permission permission) =>
        permission switch
        {
            Permission.ViewUser
            or Permission.CreateUser
            or Permission.UpdateUser
            or Permission.RemoveUser
            or Permission.RescueUser => PermissionGroup.Users,
            Permission.ViewPolicy or Permission.UpdatePolicy or Permission.ViewAudit or Permission.ManageRole =>
                PermissionGroup.Account,
            Permission.ManageApiKey => PermissionGroup.Programs,
        };
}
