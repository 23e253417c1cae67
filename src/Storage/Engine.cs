using System.Data.Common;
using Sallyport.Storage.Budgets;

namespace Sallyport.Storage;

/// <summary>What differs between the two databases, and nothing else.</summary>
public abstract class Engine : IAsyncDisposable
{
    protected Engine() => Mapping.Ensure();

    /// <summary>The folder of its migrations: <c>sqlite</c> or <c>postgres</c>.</summary>
    public abstract string Name { get; }

    /// <summary>An open connection outside of every budget and of the pool's bounds: at start, and for what looks at the database by hand.</summary>
    public abstract Task<DbConnection> Connect(CancellationToken cancel);

    /// <summary>The same past a pooler, where the operator has named such a way.</summary>
    public virtual Task<DbConnection> ConnectDirectly(CancellationToken cancel) => Connect(cancel);

    /// <summary>Whether all ways that the operator has named lead to one database.</summary>
    public virtual Task<bool> IsOneDatabase(CancellationToken cancel) => Task.FromResult(true);

    /// <summary>An open connection for one turn. Waiting for it, and opening it, are part of the turn's time.</summary>
    /// <exception cref="DatabaseAwayException">There is none in time, or too many wait for one.</exception>
    public abstract Task<DbConnection> Connect(Turn turn, CancellationToken cancel);

    /// <summary>A transaction that will write. Where there is one writer at a time, it waits its turn here and not in the middle.</summary>
    public abstract Task<DbTransaction> BeginWriting(DbConnection connection, Turn turn, CancellationToken cancel);

    /// <summary>A transaction that reads one state of the data.</summary>
    public abstract Task<DbTransaction> BeginReading(DbConnection connection, Turn turn, CancellationToken cancel);

    /// <summary>Put before the first statement of a transaction: how long the server itself may work at each.</summary>
    public abstract string LimitsOf(Turn turn);

    /// <summary>Whether the database is away or has no room, as opposed to a statement that it refuses.</summary>
    public abstract bool IsAway(Exception fault);

    /// <summary>Appended to a SELECT whose rows must not change until the transaction ends.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>The same for a SELECT that leaves out what somebody else holds at this moment.</summary>
    public string ForUpdateOfFree => ForUpdate.Length > 0 ? ForUpdate + " SKIP LOCKED" : "";

    /// <summary>Behind a column: is one of a parameter that is a list.</summary>
    public abstract string IsAmong(string parameter);

    /// <summary>Each statement is a way there and back: what is for many rows goes as one.</summary>
    public abstract bool IsRemote { get; }

    /// <summary>Held by one process while it migrates.</summary>
    public abstract Task LockForMigration(DbTransaction transaction, CancellationToken cancel);

    /// <summary>Whether this role may change the schema.</summary>
    public abstract Task<bool> MayMigrate(DbConnection connection, CancellationToken cancel);

    public abstract Task<bool> HasTable(DbTransaction transaction, string table, CancellationToken cancel);

    /// <summary>Whether nothing can be changed: a standby, or a file that this process may not write.</summary>
    public abstract Task<bool> IsReadOnly(DbTransaction transaction);

    /// <summary>The database's own clock: the only one that all nodes share. Null where it is the clock of this machine.</summary>
    public abstract Task<DateTimeOffset?> Clock(DbConnection connection, CancellationToken cancel);

    /// <summary>A connection beside the pool, not opened yet. A question over it is given up at once where it is cancelled: nobody waits for a server that hangs.</summary>
    public abstract DbConnection OwnConnection();

    /// <summary>A connection of its own that tells what other nodes change about keys.</summary>
    public abstract KeyFeed OpenKeyFeed();

    /// <summary>Connections of its own that look single keys up.</summary>
    /// <param name="patience">For so long an answer may be waited for.</param>
    /// <param name="connecting">For so long a connection may take that is opened behind those who wait.</param>
    public abstract KeyReader OpenKeyReader(TimeSpan patience, TimeSpan connecting);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
