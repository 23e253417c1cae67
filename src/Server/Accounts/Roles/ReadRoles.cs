using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Roles;

/// <summary>A role of an account, built in or its own, with how many users have it.</summary>
public sealed record ShownRole(GrantedRole Role, string Description, long Users, long Version)
{
    public bool IsBuiltIn => BuiltInRole.Find(Role.Id) is not null;
}

/// <summary>Reads the roles that an account's users can have.</summary>
public sealed class ReadRoles(Database database)
{
    /// <summary>The built-in ones first, then the account's own by name.</summary>
    public Task<IReadOnlyList<ShownRole>> Of(string accountId, CancellationToken cancel) =>
        database.Read(
            async tx =>
            {
                var uses = (await tx.Roles.Uses(accountId)).ToDictionary(
                    use => use.Role,
                    use => use.Users,
                    StringComparer.Ordinal
                );
                ShownRole Show(GrantedRole role, string description, long version) =>
                    new(role, description, uses.GetValueOrDefault(role.Id), version);
                var own = await tx.Roles.Of(accountId);
                return (IReadOnlyList<ShownRole>)
                    [
                        .. BuiltInRole.Both.Select(role => Show(role, "", 0)),
                        .. own.Select(role => Show(GrantedRole.Of(role), role.Description, role.Version)),
                    ];
            },
            cancel
        );

    /// <summary>Null where the account has no such role.</summary>
    public async Task<ShownRole?> Find(Caller caller, string id, CancellationToken cancel) =>
        (await Of(caller.AccountId!, cancel)).FirstOrDefault(shown => shown.Role.Id == id);
}
