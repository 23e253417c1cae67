using Sallyport.Core.ApiKeys;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>Asks the database for a key that is not remembered, which is never wrong. Its user is read only where it is not remembered as it is now.</summary>
public sealed class LookUpKey(Database database, KeyMemory memory) : IAsyncDisposable
{
    private readonly Lazy<KeyReader> reader = new(() => database.Engine.OpenKeyReader(FollowKeys.LongestSilence));

    /// <summary>Null: there is no such key.</summary>
    /// <exception cref="System.Data.Common.DbException">The database is away.</exception>
    /// <exception cref="TimeoutException">It does not answer within <see cref="FollowKeys.LongestSilence"/>.</exception>
    public async ValueTask<(FoundKey Key, KeyUser User)?> Find(byte[] digest)
    {
        var seen = memory.News;
        return await reader.Value.Find(digest) is { } found && await UserOf(found, seen) is { } user ? (found, user) : null;
    }

    private async ValueTask<KeyUser?> UserOf(FoundKey found, long seen)
    {
        if (memory.FindUser(found.Row.UserId, found.UserState) is { } known)
            return known;
        using var patience = new CancellationTokenSource(FollowKeys.LongestSilence);
        var user = await database
            .Read(tx => tx.KnownKeys.User(found.Row.UserId), patience.Token)
            .WaitAsync(FollowKeys.LongestSilence);
        if (user is not null)
            memory.Remember(user, seen);
        return user;
    }

    public ValueTask DisposeAsync() => reader.IsValueCreated ? reader.Value.DisposeAsync() : ValueTask.CompletedTask;
}
