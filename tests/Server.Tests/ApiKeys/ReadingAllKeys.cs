using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.Logging;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web.Loops;
using Sallyport.Storage;
using Sallyport.Storage.Seal;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>A node reads all keys beside what it is asked, and anew where it has missed something.</summary>
public sealed class ReadingAllKeys
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task No_thread_of_the_pool_is_held_by_it_also_where_it_waits_for_an_earlier_one(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await Keys.Of(server, await CheckingKeys.Somebody(server));
        using var clock = new AskedClock();
        var (memory, log) = (new KeyMemory(), new FaultsByThread());
        var database = new Database(server.Database.Engine, server.Get<Sealer>(), server.Random, new DatabaseClock(clock));
        using var follow = new FollowKeys(database, memory, server.Get<BackgroundLoops>(), log);
        try
        {
            await follow.StartAsync(TestContext.Current.CancellationToken);
            await Eventually.Holds(() => clock.Asked == 1);
            await MissSomething(server, kind);
            // More than that, where the machine has stalled and the database was not heard meanwhile.
            await Eventually.Holds(() => memory.News >= 2);
            // Between this and its wait for the earlier one there is nothing but the start of a thread.
            await Task.Delay(200, TestContext.Current.CancellationToken);
            clock.Go();
            await Eventually.Holds(() => !log.ByPool.IsEmpty);
        }
        finally
        {
            clock.Go();
            await follow.StopAsync(CancellationToken.None);
        }

        Assert.All(log.ByPool, Assert.False);
    }

    private static async Task MissSomething(TestServer server, DatabaseKind kind)
    {
        await using var connection = await server.Database.Engine.Connect(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            kind == DatabaseKind.Postgres
                ? "SELECT pg_notify('sallyport_keys', '')"
                // Numbers have no gap unless some were forgotten before this node has read them.
                : "INSERT INTO key_news (number) SELECT COALESCE(MAX(number), 0) + 2 FROM key_news"
        );
    }

    /// <summary>Each reading asks what time it is: the first waits at it, and the last fails, that of what comes behind the one key.</summary>
    private sealed class AskedClock : TimeProvider, IDisposable
    {
        private const int Last = 3;
        private readonly ManualResetEventSlim first = new();
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public void Go() => first.Set();

        public override DateTimeOffset GetUtcNow()
        {
            var mine = Interlocked.Increment(ref asked);
            first.Wait();
            return mine < Last ? FakeClock.Start : throw new TimeoutException("The last one.");
        }

        public void Dispose() => first.Dispose();
    }

    /// <summary>Whoever reads says by itself that it could not go on.</summary>
    private sealed class FaultsByThread : ILogger<FollowKeys>
    {
        public ConcurrentQueue<bool> ByPool { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel == LogLevel.Information)
                ByPool.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
        }
    }
}
