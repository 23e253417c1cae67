using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>What came of making a role.</summary>
public abstract record CreatedRole
{
    private CreatedRole() { }

    public sealed record Done(Role Role) : CreatedRole;

    /// <summary>The same request made the role before.</summary>
    public sealed record AlreadyDone(Role Role) : CreatedRole;

    /// <summary>A request of the same name asked for something else before, or its role is gone.</summary>
    public sealed record AskedOtherwise : CreatedRole;

    /// <param name="Faults">Every one that must be mended.</param>
    public sealed record Refused(IReadOnlyList<RoleFault> Faults) : CreatedRole;

    /// <summary>The permission MANAGE_ROLE is missing.</summary>
    public sealed record NotPermitted : CreatedRole;
}

/// <summary>Makes a role of an account (ADMIN-4).</summary>
public sealed class CreateRole(Database database)
{
    public Task<CreatedRole> Create(Caller caller, string accountId, AskedRole asked, CancellationToken cancel) =>
        database.Write(caller, tx => Create(tx, accountId, asked.Tidy()), cancel);

    private static async Task<CreatedRole> Create(Transaction tx, string accountId, AskedRole asked)
    {
        if (!await RoleKeeper.MayEnter(tx, accountId))
            return new CreatedRole.NotPermitted();
        if (asked.AskedBy is { } request && await tx.AskedRequests.Find(request) is { } former)
            return former.ContentDigest == request.ContentDigest && await tx.Roles.FindIn(accountId, former.MadeId) is { } made
                ? new CreatedRole.AlreadyDone(made)
                : new CreatedRole.AskedOtherwise();
        if (asked.FaultsFor(tx.Caller) is { Count: > 0 } faults)
            return new CreatedRole.Refused(faults);
        var role = new Role
        {
            Id = tx.Random.Id(),
            AccountId = accountId,
            Name = asked.Name,
            CanonicalName = CanonicalName.Role(asked.Name)!,
            Description = asked.Description,
            Permissions = PermissionList.Write(asked.Known),
            CreatedAt = tx.Now,
            ModifiedAt = tx.Now,
            Version = 1,
        };
        if (await tx.Roles.Add(role) == 0)
            return new CreatedRole.Refused([RoleFault.NameTaken]);
        if (asked.AskedBy is { } name)
            await tx.AskedRequests.Add(name, role.Id);
        tx.Audit(AuditEvent.Of(AuditAction.RoleCreated, accountId, role.Id, role.Name).With("permissions", role.Permissions));
        return new CreatedRole.Done(role);
    }
}
