using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>A user of one's own account, with factors and demand at one moment.</summary>
/// <param name="User">Removed ones too: the entry is kept for the record.</param>
/// <param name="State">What the user has, and what is asked.</param>
/// <param name="Pending">The change of address that waits for the new one; null: none does.</param>
/// <param name="Now">When it was read.</param>
public sealed record ShownUser(User User, MfaState State, EmailChange? Pending, DateTimeOffset Now);

/// <summary>Reads one user of one's own account.</summary>
public sealed class ShowUser(Database database)
{
    /// <summary>Null where the account has no such user.</summary>
    public Task<ShownUser?> Show(Caller caller, string userId, CancellationToken cancel) =>
        database.Read(
            async tx =>
                await tx.Users.FindIn(caller.AccountId!, userId) is { } user
                    ? new ShownUser(
                        user,
                        await MfaState.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!),
                        await tx.EmailChanges.PendingOf(user.Id, tx.Now),
                        tx.Now
                    )
                    : null,
            cancel
        );
}
