using System.Data.Common;
using System.Diagnostics;
using Sallyport.Core.Common;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Seal;

namespace Sallyport.Storage;

/// <summary>The door to what is kept. Every verb that changes something does so in one <see cref="Write{T}"/>.</summary>
public sealed class Database(Engine engine, Sealer sealer, RandomSource random, TimeProvider clock)
{
    private long changes;

    public Engine Engine => engine;

    /// <summary>How many times longer than usual everything may take: more than once only where the machine itself stalls for seconds.</summary>
    public double Stretch { get; init; } = 1;

    /// <summary>What everything is for that opens no budget.</summary>
    public DatabaseWork Usual { get; set; } = DatabaseWork.Request;

    /// <summary>Until it is disposed of, all that the calling method asks of the database together takes no longer than this work may.</summary>
    public DatabaseBudget Allow(DatabaseWork work) => DatabaseBudget.Open(work, work.Longest * Stretch);

    /// <summary>The same where somebody has waited already (<see cref="Stopwatch.GetTimestamp"/>).</summary>
    public DatabaseBudget AllowSince(DatabaseWork work, long since) =>
        DatabaseBudget.OpenSince(work, work.Longest * Stretch, since);

    /// <summary>Tells what a transaction of this node has changed about keys, before <see cref="Write{T}"/> comes back.</summary>
    public Action<IReadOnlyList<KeyNews>> WhenKeysChange { get; set; } = _ => { };

    /// <summary>Grows with everything but <see cref="WriteUse"/> that this node commits, before <see cref="Write{T}"/> comes back, and with what it sees others commit.</summary>
    public long Changes => Volatile.Read(ref changes);

    /// <summary>Somebody else has committed something.</summary>
    public void NoteChange() => Interlocked.Increment(ref changes);

    /// <summary>Runs <paramref name="work"/> over one state of the data. Nothing that it writes is kept.</summary>
    /// <exception cref="DatabaseAwayException">The database does not answer in time.</exception>
    public Task<T> Read<T>(Func<Transaction, Task<T>> work, CancellationToken cancel = default) =>
        Turn.Take(Stretch, turn => Read(turn, work, cancel), Usual);

    private async Task<T> Read<T>(Turn turn, Func<Transaction, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            await using var connection = await engine.Connect(turn, cancel);
            await using var inner = await engine.BeginReading(connection, turn, cancel);
            var transaction = new Transaction(engine, inner, turn, sealer, random, Now, Caller.OfSystem(""));
            var answer = await OrUndone(work, transaction, inner, turn);
            await inner.RollbackAsync(turn.Stopped);
            return answer;
        }
        catch (Exception fault) when (IsAway(fault, turn))
        {
            throw new DatabaseAwayException(fault.Message, fault);
        }
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
        Transaction? begun = null;
        try
        {
            return await Turn.Take(Stretch, turn => Commit(turn, caller, work, mine => begun = mine, cancel), Usual);
        }
        finally
        {
            if (isChange)
                NoteChange();
            // Also where nobody knows whether it was committed: to forget too much costs a look.
            if (begun is { News: { Count: > 0 } news })
                WhenKeysChange(news);
            begun?.RunAfterwards();
        }
    }

    private async Task<T> Commit<T>(
        Turn turn,
        Caller caller,
        Func<Transaction, Task<T>> work,
        Action<Transaction> begin,
        CancellationToken cancel
    )
    {
        try
        {
            await using var connection = await engine.Connect(turn, cancel);
            await using var inner = await engine.BeginWriting(connection, turn, cancel);
            var transaction = new Transaction(engine, inner, turn, sealer, random, Now, caller);
            begin(transaction);
            var answer = await OrUndone(
                async tx =>
                {
                    var done = await work(tx);
                    await tx.WriteAudit();
                    return done;
                },
                transaction,
                inner,
                turn
            );
            turn.BeginCommit();
            await CommitInner(inner, turn);
            return answer;
        }
        catch (Exception fault) when (IsAway(fault, turn))
        {
            throw new DatabaseAwayException(fault.Message, fault);
        }
    }

    // The driver's own end of a transaction cannot be stopped, and a connection that hangs would keep its place for long.
    private static async Task<T> OrUndone<T>(
        Func<Transaction, Task<T>> work,
        Transaction transaction,
        DbTransaction inner,
        Turn turn
    )
    {
        try
        {
            return await work(transaction);
        }
        catch
        {
            await Undo(inner, turn);
            throw;
        }
    }

    // What broke the transaction is what is told, and not that its connection is broken too.
    private static async Task Undo(DbTransaction inner, Turn turn)
    {
        try
        {
            await inner.RollbackAsync(turn.Stopped);
        }
        catch (Exception fault)
            when (fault is DbException or InvalidOperationException or OperationCanceledException or IOException) { }
    }

    // From here on the outcome is the database's: a connection that is lost leaves it unknown.
    private async Task CommitInner(DbTransaction inner, Turn turn)
    {
        try
        {
            await inner.CommitAsync(turn.Stopped);
        }
        catch (Exception fault) when (engine.IsRemote && IsAway(fault, turn))
        {
            throw new DatabaseAwayException(fault.Message, fault) { IsOutcomeUnknown = true };
        }
    }

    private bool IsAway(Exception fault, Turn turn) =>
        fault is not DatabaseAwayException
        && (engine.IsAway(fault) || (fault is OperationCanceledException && turn.Stopped.IsCancellationRequested));

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
    public Task CompareClocks(TimeProvider node, CancellationToken cancel = default) =>
        Turn.Take(
            Stretch,
            async turn =>
            {
                await using var connection = await engine.Connect(turn, cancel);
                var asked = node.GetUtcNow();
                var answer = await engine.Clock(connection, turn.Stopped);
                if (answer is { } time)
                    Offset.Measure(asked, time, node.GetUtcNow());
                return true;
            }
        );

    /// <summary>The time by which this installation goes.</summary>
    public DateTimeOffset Now => clock.GetUtcNow() + Offset.Value;
}
