using System.Data.Common;
using Dapper;
using Sallyport.Core.Common;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tests.Seal;
using Sallyport.Tests;

namespace Sallyport.Storage.Tests;

/// <summary>An empty place on one engine, where as many nodes as wanted open it: a folder with an SQLite file, or a PostgreSQL database.</summary>
public sealed class TwoNodes : IAsyncDisposable
{
    private readonly RealRandom random = new();
    private readonly ScratchFolder folder = new();
    private readonly List<Engine> engines = [];
    private readonly TestDatabase? postgres;

    private TwoNodes(TestDatabase? postgres)
    {
        this.postgres = postgres;
        KeyFile = new KeyFile(folder.File("sallyport.keys"));
        KeyFile.Create(random);
    }

    public KeyFile KeyFile { get; }
    public Database First { get; private set; } = null!;
    public Database Second { get; private set; } = null!;

    /// <summary>Nothing is in it yet.</summary>
    public static async Task<TwoNodes> Empty(DatabaseKind kind) =>
        new(kind == DatabaseKind.Postgres ? await TestDatabase.Create() : null);

    public static async Task<TwoNodes> Migrated(DatabaseKind kind)
    {
        var nodes = await Empty(kind);
        var keys = ((KeyFileReading.Keys)nodes.KeyFile.Read()).Ring;
        var engine = nodes.NewEngine();
        await new Migrator(engine).Migrate(
            DateTimeOffset.UnixEpoch,
            tx => FirstRun.Make(tx, nodes.random, keys.Newest, DateTimeOffset.UnixEpoch),
            CancellationToken.None
        );
        nodes.First = nodes.Open(engine, keys);
        nodes.Second = nodes.Open(nodes.NewEngine(), keys);
        return nodes;
    }

    /// <summary>Of PostgreSQL; null: SQLite.</summary>
    public string? ConnectionString => postgres?.ConnectionString;

    /// <summary>SQLite's file.</summary>
    public string File => folder.File("sallyport.db");

    public Engine NewEngine()
    {
        var engine = postgres?.NewEngine() ?? new Sqlite(File);
        engines.Add(engine);
        return engine;
    }

    public Task Write(Func<Transaction, Task> work) => First.Write(Caller.OfSystem("test"), work);

    public Task<T> Write<T>(Func<Transaction, Task<T>> work) => First.Write(Caller.OfSystem("test"), work);

    public Task<T> Read<T>(Func<Transaction, Task<T>> work) => First.Read(work);

    /// <summary>A statement of the test's own, in a turn as every transaction has one.</summary>
    public static Task<T?> Ask<T>(Database node, string sql) =>
        Turn.Take(
            stretch: 1,
            async turn =>
            {
                await using var connection = await node.Engine.Connect(turn, CancellationToken.None);
                await using var inner = await node.Engine.BeginReading(connection, turn, CancellationToken.None);
                try
                {
                    return await connection.ExecuteScalarAsync<T>(node.Engine.LimitsOf(turn) + sql, transaction: inner);
                }
                catch (DbException fault) when (node.Engine.IsAway(fault))
                {
                    throw new DatabaseAwayException(fault.Message, fault);
                }
            }
        );

    /// <summary>The same at once from many callers, every other one on the other node; each in a transaction of its own.</summary>
    public Task<T[]> AtOnce<T>(int callers, Func<Transaction, Task<T>> work) => AtOnce(callers, (tx, _) => work(tx));

    public async Task<T[]> AtOnce<T>(int callers, Func<Transaction, int, Task<T>> work)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable
            .Range(0, callers)
            .Select(async i =>
            {
                await start.Task;
                return await (i % 2 == 0 ? First : Second).Write(Caller.OfSystem($"test {i}"), tx => work(tx, i));
            })
            .ToList();
        start.SetResult();
        return await Task.WhenAll(all);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines)
            await engine.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
        folder.Dispose();
    }

    private Database Open(Engine engine, KeyRing keys) =>
        new(engine, new Sealer(KeyFile, keys, random), random, TimeProvider.System) { Stretch = TestDatabase.Stretch };
}
