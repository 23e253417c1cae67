using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>What came of deleting a role.</summary>
public enum DeletedRole
{
    Done,

    /// <summary>Somebody has it, deactivated users counted: they may come back.</summary>
    InUse,

    /// <summary>The role allows more than the caller may.</summary>
    AboveYou,

    /// <summary>The account has no such role, it is built in, or the permission MANAGE_ROLE is missing.</summary>
    NotFound,
}

/// <summary>Deletes a role that nobody has (ADMIN-4).</summary>
public sealed class DeleteRole(Database database)
{
    public Task<DeletedRole> Delete(Caller caller, string accountId, string roleId, CancellationToken cancel) =>
        database.Write(caller, tx => Delete(tx, accountId, roleId), cancel);

    private static async Task<DeletedRole> Delete(Transaction tx, string accountId, string roleId)
    {
        if (!await RoleKeeper.MayEnter(tx, accountId) || await tx.Roles.FindIn(accountId, roleId) is not { } role)
            return DeletedRole.NotFound;
        if (!Authority.MayGrant(tx.Caller, PermissionList.Read(role.Permissions)))
            return DeletedRole.AboveYou;
        if (await tx.Roles.Delete(roleId) == 0)
            return DeletedRole.InUse;
        tx.Audit(AuditEvent.Of(AuditAction.RoleDeleted, accountId, role.Id, role.Name).With("permissions", role.Permissions));
        return DeletedRole.Done;
    }
}
