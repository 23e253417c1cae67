using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>A user of the caller's account with factors and demand.</summary>
public sealed record ShownUserMfa(User User, MfaState State);

/// <summary>Reads what is asked of one user, and what the user has.</summary>
public sealed class ShowUserMfa(Database database)
{
    /// <summary>Null where the account has no such user, the user was removed, or the caller may do nothing about it.</summary>
    public Task<ShownUserMfa?> Show(Caller caller, string userId, CancellationToken cancel) =>
        database.Read(
            async tx =>
                (caller.May(Permission.UpdateUser) || caller.May(Permission.RescueUser))
                && await tx.Users.FindIn(caller.AccountId!, userId) is { Status: not UserStatus.Removed } user
                    ? new ShownUserMfa(user, await MfaState.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!))
                    : null,
            cancel
        );
}
