using Sallyport.Core.Common;
using Sallyport.Storage.Seal;

namespace Sallyport.Storage;

/// <summary>The door to what is kept. Every verb that changes something does so in one <see cref="Write{T}"/>.</summary>
public sealed class Database(Engine engine, Sealer sealer, RandomSource random, TimeProvider clock)
{
    private long changes;

    public Engine Engine => engine;

    /// <summary>Tells what a transaction of this node has changed about keys, before <see cref="Write{T}"/> comes back.</summary>
    public Action<IReadOnlyList<KeyNews>> WhenKeysChange { get; set; } = _ => { };

    /// <summary>Grows with everything but <see cref="WriteUse"/> that this node commits, before <see cref="Write{T}"/> comes back, and with what it sees others commit.</summary>
    public long Changes => Volatile.Read(ref changes);

    /// <summary>Somebody else has committed something.</summary>
    public void NoteChange() => Interlocked.Increment(ref changes);

    /// <summary>Runs <paramref name="work"/> over one state of the data. Nothing that it writes is kept.</summary>
    public async Task<T> Read<T>(Func<Transaction, Task<T>> work, CancellationToken cancel = default)
    {
        await using var connection = await engine.Connect(cancel);
        await using var inner = await engine.BeginReading(connection, cancel);
        return await work(new Transaction(engine, inner, sealer, random, Now, Caller.OfSystem("")));
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it, its audit events and its mails together; an exception undoes all of it.
    /// The audit chain's head is locked last, so that two transactions never wait for each other in a circle.
    /// </summary>
    public Task<T> Write<T>(Caller caller, Func<Transaction, Task<T>> work, CancellationToken cancel = default) =>
        Commit(caller, work, isChange: true, cancel);

    /// <summary>The same for traces of use (seen last, counted): nobody may more or less by them, so that what was read a moment ago stays right.</summary>
    public Task<int> WriteUse(Caller caller, Func<Transaction, Task<int>> work, CancellationToken cancel = default) =>
        Commit(caller, work, isChange: false, cancel);

    private async Task<T> Commit<T>(Caller caller, Func<Transaction, Task<T>> work, bool isChange, CancellationToken cancel)
    {
        await using var connection = await engine.Connect(cancel);
        await using var inner = await engine.BeginWriting(connection, cancel);
        var transaction = new Transaction(engine, inner, sealer, random, Now, caller);
        try
        {
            var answer = await work(transaction);
            await transaction.WriteAudit();
            // From here on the outcome is the database's: a cancelled wait would leave it unknown.
            await inner.CommitAsync(CancellationToken.None);
            return answer;
        }
        finally
        {
            await inner.DisposeAsync();
            engine.EndWriting();
            if (isChange)
                NoteChange();
            // Also where nobody knows whether it was committed: to forget too much costs a look.
            if (transaction.News.Count > 0)
                WhenKeysChange(transaction.News);
            transaction.RunAfterwards();
        }
    }

    public Task Write(Caller caller, Func<Transaction, Task> work, CancellationToken cancel = default) =>
        Write(
            caller,
            async tx =>
            {
                await work(tx);
                return true;
            },
            cancel
        );

    /// <summary>How far this node's clock is behind the database's, negative where it is ahead. Every transaction's time has it added.</summary>
    public ClockOffset Offset { get; } = new();

    /// <summary>Whether nothing can be changed: a standby, or a file that this process may not write.</summary>
    public Task<bool> IsReadOnly(CancellationToken cancel = default) => Read(tx => tx.IsReadOnly(), cancel);

    /// <summary>Asks the database what time it is. An answer that took too long says nothing and changes nothing.</summary>
    /// <param name="node">The clock of this machine.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task CompareClocks(TimeProvider node, CancellationToken cancel = default)
    {
        await using var connection = await engine.Connect(cancel);
        var asked = node.GetUtcNow();
        var answer = await engine.Clock(connection, cancel);
        if (answer is { } time)
            Offset.Measure(asked, time, node.GetUtcNow());
    }

    /// <summary>The time by which this installation goes.</summary>
    public DateTimeOffset Now => clock.GetUtcNow() + Offset.Value;
}
