using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>A user's keys, and what the one who looks may do with them.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Keys">The newest first.</param>
/// <param name="Policy">The account's.</param>
/// <param name="MayMake">The one who looks may make a key.</param>
/// <param name="EndsPassword">The next key ends the password for programs (APIKEY-6).</param>
public sealed record ListedApiKeys(User Owner, IReadOnlyList<ApiKey> Keys, Policy Policy, bool MayMake, bool EndsPassword);

/// <summary>Lists keys (APIKEY-4).</summary>
public sealed class ListApiKeys(Database database)
{
    /// <summary>Null where there is no such user, or the caller may not manage that user's keys.</summary>
    public Task<ListedApiKeys?> Of(Caller caller, string userId, CancellationToken cancel) =>
        database.Read(tx => Read(tx, caller, userId), cancel);

    /// <summary>All keys of an account with the logins of their users, for the command line.</summary>
    public Task<IReadOnlyList<(ApiKey Key, User Owner)>> OfAccount(Account account, CancellationToken cancel) =>
        database.Read(tx => All(tx, account.Id), cancel);

    private static async Task<ListedApiKeys?> Read(Transaction tx, Caller caller, string userId)
    {
        if (await FindKeyOwner.Find(tx, caller, userId) is not { } owner)
            return null;
        var state = await MfaState.Read(tx, owner, (await tx.Accounts.Find(owner.AccountId))!);
        return new ListedApiKeys(
            owner,
            await tx.ApiKeys.Of(owner.Id),
            state.Policy,
            KeyRight.MayMake(caller, owner, state.Policy.ApiKeysBy),
            EndsPassword(owner, state)
        );
    }

    private static bool EndsPassword(User owner, MfaState state) =>
        state.Policy.PasswordOnApi == PasswordOnApi.UntilKeyOrMfa
        && ApiPassword.IsOpen(owner, state.Policy.PasswordOnApi, state.PasswordEndedAt, state.Demand, state.Factors);

    private static async Task<IReadOnlyList<(ApiKey, User)>> All(Transaction tx, string accountId)
    {
        var found = new List<(ApiKey, User)>();
        foreach (var key in await tx.ApiKeys.OfAccount(accountId))
            found.Add((key, (await tx.Users.Find(key.UserId))!));
        return found;
    }
}
