using Sallyport.Core.Common;
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

    public Engine NewEngine()
    {
        var engine = postgres?.NewEngine() ?? new Sqlite(folder.File("sallyport.db"));
        engines.Add(engine);
        return engine;
    }

    public Task Write(Func<Transaction, Task> work) => First.Write(Caller.OfSystem("test"), work);

    public Task<T> Write<T>(Func<Transaction, Task<T>> work) => First.Write(Caller.OfSystem("test"), work);

    public Task<T> Read<T>(Func<Transaction, Task<T>> work) => First.Read(work);

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
        new(engine, new Sealer(KeyFile, keys, random), random, new DatabaseClock(TimeProvider.System));
}
