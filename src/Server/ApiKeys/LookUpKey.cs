using System.Data.Common;
using Sallyport.Core.ApiKeys;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.ApiKeys;

/// <summary>Asks the database for a key that is not remembered, which is never wrong. Its user is read only where it is not remembered as it is now.</summary>
public sealed class LookUpKey(Database database, KeyMint mint, KeyMemory memory, ILogger<LookUpKey> log)
    : IHostedService,
        IAsyncDisposable
{
    private readonly Lazy<KeyReader> reader = new(() =>
        database.Engine.OpenKeyReader(
            DatabaseWork.Check.Longest * database.Stretch,
            DatabaseWork.LongestConnect * database.Stretch
        )
    );

    /// <summary>Before requests come: the first key must not wait for connections to be opened, nor for code to be compiled.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (user, _) = (
                await database.Read(tx => tx.KnownKeys.User(""), cancellationToken),
                await mint.Die(cancellationToken)
            );
            await reader.Value.Prepare();
            await reader.Value.Find(new byte[ApiKeyDigest.Length]);
        }
        // Whoever comes first opens it then.
        catch (DbException fault)
        {
            log.LogWarning("No connection for looking keys up could be opened before the start: {Fault}", fault.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The budget of a check, for whoever needs more of the database than <see cref="Find"/>.</summary>
    public DatabaseBudget Allow() => database.Allow(DatabaseWork.Check);

    /// <summary>Null: there is no such key.</summary>
    /// <exception cref="DbException">The database is away, or does not answer within the time of a check.</exception>
    public async ValueTask<(FoundKey Key, KeyUser User)?> Find(byte[] digest)
    {
        var seen = memory.News;
        var asked = reader.Value.Find(digest);
        // SQLite has answered already: a budget would cost as much as its answer.
        var found =
            asked.IsCompleted || DatabaseBudget.Current is not { } budget
                ? await asked
                : await budget.Await(asked.AsTask(), CancellationToken.None);
        return found is not null && await UserOf(found, seen) is { } user ? (found, user) : null;
    }

    private async ValueTask<KeyUser?> UserOf(FoundKey found, long seen)
    {
        if (memory.FindUser(found.Row.UserId, found.UserState) is { } known)
            return known;
        using var budget = Allow();
        var user = await database.Read(tx => tx.KnownKeys.User(found.Row.UserId));
        if (user is not null)
            memory.Remember(user, seen);
        return user;
    }

    public ValueTask DisposeAsync() => reader.IsValueCreated ? reader.Value.DisposeAsync() : ValueTask.CompletedTask;
}
