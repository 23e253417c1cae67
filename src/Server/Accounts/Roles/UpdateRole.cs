using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>What came of changing a role.</summary>
public abstract record UpdatedRole
{
    private UpdatedRole() { }

    public sealed record Done(Role Role) : UpdatedRole;

    /// <param name="Faults">Every one that must be mended.</param>
    public sealed record Refused(IReadOnlyList<RoleFault> Faults) : UpdatedRole;

    /// <summary>Somebody else saved since the form was filled.</summary>
    public sealed record EditedMeanwhile : UpdatedRole;

    /// <summary>The role allows more than the caller may: those who have it stand above.</summary>
    public sealed record AboveYou : UpdatedRole;

    /// <summary>The account has no such role, it is built in, or the permission MANAGE_ROLE is missing.</summary>
    public sealed record NotFound : UpdatedRole;
}

/// <summary>
/// Changes a role for everybody who has it, from their next request on (ADMIN-4). It never takes the last administrator away: that is who has the built-in role,
/// which nobody edits (ALWAYS-7).
/// </summary>
public sealed class UpdateRole(Database database, TellAdministrators others)
{
    /// <param name="caller">Somebody with MANAGE_ROLE.</param>
    /// <param name="accountId">Whose role.</param>
    /// <param name="roleId">Which.</param>
    /// <param name="asked">What it is to be from now on.</param>
    /// <param name="seen">The version that the form was filled from; null: whatever there is.</param>
    /// <param name="cancel">Stops waiting.</param>
    public Task<UpdatedRole> Update(
        Caller caller,
        string accountId,
        string roleId,
        AskedRole asked,
        long? seen,
        CancellationToken cancel
    ) => database.Write(caller, tx => Update(tx, accountId, roleId, asked.Tidy(), seen), cancel);

    private async Task<UpdatedRole> Update(Transaction tx, string accountId, string roleId, AskedRole asked, long? seen)
    {
        if (!await RoleKeeper.MayEnter(tx, accountId) || await tx.Roles.FindIn(accountId, roleId) is not { } role)
            return new UpdatedRole.NotFound();
        if (!Authority.MayGrant(tx.Caller, PermissionList.Read(role.Permissions)))
            return new UpdatedRole.AboveYou();
        if (seen is { } version && version != role.Version)
            return new UpdatedRole.EditedMeanwhile();
        if (asked.FaultsFor(tx.Caller) is { Count: > 0 } faults)
            return new UpdatedRole.Refused(faults);
        var changed = role with
        {
            Name = asked.Name,
            CanonicalName = CanonicalName.Role(asked.Name)!,
            Description = asked.Description,
            Permissions = PermissionList.Write(asked.Known),
        };
        return await Keep(tx, role, changed with { ModifiedAt = tx.Now });
    }

    private async Task<UpdatedRole> Keep(Transaction tx, Role before, Role after)
    {
        string[] fields =
        [
            .. before.Name == after.Name ? (string[])[] : ["name"],
            .. before.Description == after.Description ? (string[])[] : ["description"],
            .. before.Permissions == after.Permissions ? (string[])[] : ["permissions"],
        ];
        if (fields.Length == 0)
            return new UpdatedRole.Done(before);
        if (await tx.Roles.Change(after) == 0)
            return new UpdatedRole.Refused([RoleFault.NameTaken]);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.RoleChanged, after.AccountId, after.Id, after.Name)
                .With("fields", string.Join(',', fields))
                .With("formerName", before.Name)
                .With("permissions", after.Permissions)
                .With("formerPermissions", before.Permissions)
        );
        await TellOthers(tx, before, after);
        return new UpdatedRole.Done(after with { Version = after.Version + 1 });
    }

    private async Task TellOthers(Transaction tx, Role before, Role after)
    {
        var more = PermissionList
            .Read(after.Permissions)
            .Except(PermissionList.Read(before.Permissions))
            .Where(RoleRule.IsAdministrative)
            .ToList();
        // Who is given it later is told of then.
        if (more.Count == 0 || (await tx.Roles.Uses(after.AccountId)).All(use => use.Role != after.Id))
            return;
        var facts = new MailFacts { What = after.Name, Becomes = string.Join(", ", more.Order().Select(Words.Upper)) };
        await others.Tell(tx, MailKind.RoleWidened, after.AccountId, facts);
    }
}
