using Sallyport.Core.Common;
using Sallyport.Storage.Seal;

namespace Sallyport.Storage;

/// <summary>The door to what is kept. Every verb that changes something does so in one <see cref="Write{T}"/>.</summary>
public sealed class Database(Engine engine, Sealer sealer, RandomSource random, DatabaseClock clock)
{
    // For so long somebody who is refused waits for the mark, which is written all the same where it takes longer.
    private static readonly TimeSpan PatienceForEnds = TimeSpan.FromMilliseconds(250);
    private static readonly Caller Clockwork = Caller.OfSystem("ends");
    private long changes;

    public Engine Engine => engine;

    /// <summary>Tells what a transaction of this node has changed about keys, before <see cref="Write{T}"/> comes back.</summary>
    public Action<IReadOnlyList<KeyNews>> WhenKeysChange { get; set; } = _ => { };

    /// <summary>Grows with everything but <see cref="WriteUse"/> that this node commits, before <see cref="Write{T}"/> comes back, and with what it sees others commit.</summary>
    public long Changes => Volatile.Read(ref changes);

    /// <summary>Somebody else has committed something.</summary>
    public void NoteChange() => Interlocked.Increment(ref changes);

    /// <summary>Runs <paramref name="work"/> over one state of the data. Nothing that it writes is kept; what it finds over by time is ended behind it.</summary>
    public async Task<T> Read<T>(Func<Transaction, Task<T>> work, CancellationToken cancel = default)
    {
        var (answer, ends) = await ReadAlone(work, cancel);
        await WriteEnds(ends);
        return answer;
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it, its audit events and its mails together; an exception undoes all of it.
    /// The audit chain's head is locked last, so that two transactions never wait for each other in a circle.
    /// </summary>
    public async Task<T> Write<T>(Caller caller, Func<Transaction, Task<T>> work, CancellationToken cancel = default)
    {
        var (answer, ends) = await Commit(caller, work, isChange: true, cancel);
        await WriteEnds(ends);
        return answer;
    }

    /// <summary>The same for traces of use (seen last, counted): nobody may more or less by them, so that what was read a moment ago stays right.</summary>
    public async Task<int> WriteUse(Caller caller, Func<Transaction, Task<int>> work, CancellationToken cancel = default) =>
        (await Commit(caller, work, isChange: false, cancel)).Answer;

    private async Task<Done<T>> ReadAlone<T>(Func<Transaction, Task<T>> work, CancellationToken cancel)
    {
        await using var connection = await engine.Connect(cancel);
        await using var inner = await engine.BeginReading(connection, cancel);
        var transaction = new Transaction(engine, inner, sealer, random, Now, Caller.OfSystem(""));
        return new Done<T>(await work(transaction), transaction.Ends);
    }

    // Behind the answer's own transaction, which may read alone, and whose locks it would take in another order.
    private async Task WriteEnds(IReadOnlyCollection<Func<Transaction, Task<int>>> ends)
    {
        if (ends.Count == 0)
            return;
        try
        {
            // In a thread of its own: SQLite waits for another process in the calling one.
            await Task.Run(() => WriteUse(Clockwork, tx => WriteAll(tx, ends), CancellationToken.None))
                .WaitAsync(PatienceForEnds);
        }
        // Whatever it is: what is over is refused all the same, and whoever finds it the next time tries again.
        catch (Exception)
        {
            return;
        }
    }

    private static async Task<int> WriteAll(Transaction tx, IEnumerable<Func<Transaction, Task<int>>> ends)
    {
        var count = 0;
        foreach (var end in ends)
            count += await end(tx);
        return count;
    }

    private async Task<Done<T>> Commit<T>(Caller caller, Func<Transaction, Task<T>> work, bool isChange, CancellationToken cancel)
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
            return new Done<T>(answer, transaction.Ends);
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

    /// <summary>The time of every transaction, and of everybody else in the house.</summary>
    public DatabaseClock Clock => clock;

    /// <summary>Whether nothing can be changed: a standby, or a file that this process may not write.</summary>
    public Task<bool> IsReadOnly(CancellationToken cancel = default) => Read(tx => tx.IsReadOnly(), cancel);

    /// <summary>How far this machine's time of day is off.</summary>
    public ClockOffset Offset => clock.Offset;

    /// <summary>The time by which this installation goes.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    private readonly record struct Done<T>(T Answer, IReadOnlyCollection<Func<Transaction, Task<int>>> Ends);
}
