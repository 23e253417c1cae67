using System.CommandLine;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Roles;

namespace Sallyport.Server.Cli;

internal static class RoleVerbs
{
    public static Command Make(Verbs verbs) =>
        verbs.Group("role", "What people of an account may do.", List(verbs), Set(verbs), Delete(verbs));

    /// <summary>The id of a role that somebody named: built in, or one of the account's own; what was typed where there is none.</summary>
    public static async Task<string> IdOf(Workplace work, Account account, string typed, CancellationToken cancel) =>
        BuiltInRole.Find(typed) is null && await Find(work, account, typed, cancel) is { } own ? own.Id : typed;

    private static async Task<Role?> Find(Workplace work, Account account, string typed, CancellationToken cancel) =>
        CanonicalName.Role(typed) is { } name
            ? await work.Database.Read(tx => tx.Roles.FindByName(account.Id, name), cancel)
            : null;

    private static Command List(Verbs verbs) =>
        verbs.MakeForAccount(
            "list",
            "Print the roles of an account with their permissions and how many users have each.",
            [],
            async (work, account, _, cancel) => Print(await work.Verb<ReadRoles>().Of(account.Id, cancel))
        );

    private static Command Set(Verbs verbs)
    {
        var name = Verbs.Required("--name", "NAME", "The role: changed where the account has one of this name, else made.");
        var permissions = Verbs.Required(
            "--permissions",
            "LIST",
            $"All that it allows, with commas: {PermissionList.Write(Enum.GetValues<Permission>())}."
        );
        var description = Verbs.Optional("--description", "TEXT", "What it is for; left out, it stays.");
        return verbs.MakeForAccount(
            "set",
            "Make a role of an account, or change what it allows.",
            [name, permissions, description],
            async (work, account, parsed, cancel) =>
            {
                var words = parsed
                    .GetValue(permissions)!
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                var there = await Find(work, account, parsed.GetValue(name)!, cancel);
                var text = parsed.GetValue(description) ?? there?.Description ?? "";
                return await Keep(work, account, there, new AskedRole(parsed.GetValue(name)!, text, words), cancel);
            }
        );
    }

    private static async Task<Answer> Keep(
        Workplace work,
        Account account,
        Role? there,
        AskedRole asked,
        CancellationToken cancel
    )
    {
        if (there is null)
            return await work.Verb<CreateRole>().Create(work.Caller, account.Id, asked, cancel) switch
            {
                CreatedRole.Done done => Print(account, done.Role),
                CreatedRole.Refused refused => Say(work, refused.Faults),
                _ => NoRole(account, asked.Name),
            };
        return await work.Verb<UpdateRole>().Update(work.Caller, account.Id, there.Id, asked, seen: null, cancel) switch
        {
            UpdatedRole.Done done => Print(account, done.Role),
            UpdatedRole.Refused refused => Say(work, refused.Faults),
            _ => NoRole(account, asked.Name),
        };
    }

    private static Command Delete(Verbs verbs)
    {
        var name = Verbs.Required("--name", "NAME", "The role.");
        return verbs.MakeForAccount(
            "delete",
            "Delete a role that nobody has.",
            [name],
            async (work, account, parsed, cancel) =>
            {
                if (await Find(work, account, parsed.GetValue(name)!, cancel) is not { } role)
                    return NoRole(account, parsed.GetValue(name)!);
                return await work.Verb<DeleteRole>().Delete(work.Caller, account.Id, role.Id, cancel) switch
                {
                    DeletedRole.Done => new Answer.Done(
                        $"{role.Name} was deleted.",
                        new { account = account.Handle, name = role.Name }
                    ),
                    DeletedRole.InUse => new Answer.Refused(
                        "role_in_use",
                        $"Somebody has the role {role.Name}. Give them another one first."
                    ),
                    _ => NoRole(account, role.Name),
                };
            }
        );
    }

    private static Answer.Refused Say(Workplace work, IReadOnlyList<RoleFault> faults) =>
        new(
            Core.Common.Words.Snake(faults[0]),
            string.Join('\n', faults.Select(fault => $"--{RoleFaultTexts.FieldOf(fault)}: {Words(work, fault)}"))
        );

    // The page says "shown" and "tick": here nothing is.
    private static string Words(Workplace work, RoleFault fault) =>
        fault switch
        {
            RoleFault.PermissionUnknown => $"Use {PermissionList.Write(Enum.GetValues<Permission>())}.",
            RoleFault.ViewMissing => "Whoever may change something must see it: add VIEW_USER or VIEW_POLICY.",
            _ => work.Verb<RoleFaultTexts>().Words(fault),
        };

    private static Answer.Refused NoRole(Account account, string name) =>
        new("no_such_role", $"The account {account.Handle} has no role of its own with the name {name}.");

    private static Answer.Done Print(Account account, Role role) =>
        new(
            $"{role.Name} in {account.Handle} allows: {(role.Permissions.Length > 0 ? role.Permissions : "nothing")}.",
            new
            {
                id = role.Id,
                account = account.Handle,
                name = role.Name,
                description = role.Description,
                permissions = role.Permissions,
            }
        );

    private static Answer.Done Print(IReadOnlyList<ShownRole> roles) =>
        new(
            string.Join('\n', roles.Select(r => $"{r.Role.Name}: {r.Users} users; {PermissionList.Write(r.Role.Permissions)}")),
            new
            {
                roles = roles.Select(r => new
                {
                    id = r.Role.Id,
                    name = r.Role.Name,
                    description = r.Description,
                    permissions = PermissionList.Write(r.Role.Permissions),
                    users = r.Users,
                    builtIn = r.IsBuiltIn,
                }),
            }
        );
}
