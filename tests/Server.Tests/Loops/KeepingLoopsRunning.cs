using System.Net;
using System.Security.Cryptography;
using Npgsql;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.IsProxy;
using Sallyport.Server.Jobs;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.IsProxy;
using Sallyport.Server.Web.Loops;
using Sallyport.Storage;
using Sallyport.Storage.Seal;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Loops;

/// <summary>No fault ends a background loop silently: what ends is started again, logged, and told by health.</summary>
[Keeps("ALWAYS-9"), Keeps("V16.5.3")]
public sealed class KeepingLoopsRunning
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("throws")]
    [InlineData("throws before it waits")]
    [InlineData("returns")]
    [InlineData("was cancelled by somebody else")]
    public async Task A_loop_that_ends_is_started_again(string how)
    {
        using var stopping = new CancellationTokenSource();
        var log = new HeardLog<BackgroundLoops>();
        var loops = new BackgroundLoops(TimeProvider.System, log);
        var begun = 0;
        var again = new TaskCompletionSource();

        var kept = loops.Keep(
            "the loop",
            cancel =>
            {
                if (Interlocked.Increment(ref begun) > 2)
                {
                    again.TrySetResult();
                    return Task.Delay(Timeout.Infinite, cancel);
                }
                return End(how);
            },
            stopping.Token
        );
        await again.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Contains("the loop was restarted", Assert.Single(loops.Troubles), StringComparison.Ordinal);
        Assert.Equal(2, log.Warnings);
        await stopping.CancelAsync();
        await kept;
        Assert.Empty(loops.Troubles);
        Assert.Equal(2, log.Warnings);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_ends_it_no_more_than_the_fault()
    {
        using var stopping = new CancellationTokenSource();
        var loops = new BackgroundLoops(TimeProvider.System, new HeardLog<BackgroundLoops>(isBroken: true));
        var begun = 0;

        var kept = loops.Keep(
            "the loop",
            async _ =>
            {
                Interlocked.Increment(ref begun);
                await End("throws");
            },
            stopping.Token
        );

        await Eventually.Holds(() => Volatile.Read(ref begun) >= 2);
        await stopping.CancelAsync();
        await kept;
    }

    [Fact]
    public void Health_tells_of_a_restart_for_ten_minutes_and_of_a_job_that_goes_on_failing()
    {
        var clock = new Later();
        var loop = new BackgroundLoop("mail", clock);
        Assert.Null(loop.Trouble(BackgroundLoops.Memory));

        loop.Failed(new IOException("no"));
        Assert.Null(loop.Trouble(BackgroundLoops.Memory));
        loop.Failed(new IOException("no"));
        Assert.Contains("mail failed 2 times", loop.Trouble(BackgroundLoops.Memory), StringComparison.Ordinal);
        loop.Succeeded();
        Assert.Null(loop.Trouble(BackgroundLoops.Memory));

        loop.Ended(new IOException("gone"));
        clock.By(BackgroundLoops.Memory - TimeSpan.FromSeconds(1));
        Assert.Contains("gone", loop.Trouble(BackgroundLoops.Memory), StringComparison.Ordinal);
        clock.By(TimeSpan.FromSeconds(2));
        Assert.Null(loop.Trouble(BackgroundLoops.Memory));
    }

    [Fact]
    public async Task A_repeated_job_outlives_its_own_faults_and_those_of_its_timer()
    {
        var log = new HeardLog<BackgroundLoops>();
        var loops = new BackgroundLoops(TimeProvider.System, log);
        var rounds = 0;
        using var job = new RepeatedJob(
            "the job",
            TimeSpan.FromMinutes(2),
            _ =>
                Interlocked.Increment(ref rounds) % 2 == 1
                    ? throw new OperationCanceledException("somebody else's")
                    : Task.CompletedTask,
            loops,
            new BreaksOnce(),
            log
        );

        await job.StartAsync(Cancel);
        await Eventually.Holds(() => Volatile.Read(ref rounds) > 4);

        Assert.Contains("the job was restarted", Assert.Single(loops.Troubles), StringComparison.Ordinal);
        await job.StopAsync(Cancel);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-5")]
    public async Task Keys_go_on_being_followed(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await using var away = new AwayAtFirst(server);
        var loops = new BackgroundLoops(TimeProvider.System, new HeardLog<BackgroundLoops>());
        // No feed can be opened, and to tell the log of it fails as well: that ends the thread.
        using var follow = new FollowKeys(away.Database, new KeyMemory(), loops, new HeardLog<FollowKeys>(isBroken: true));

        await follow.StartAsync(Cancel);
        await Eventually.Holds(() => loops.Troubles.Count > 0);
        Assert.False(follow.IsHeard);
        away.Return();

        await Eventually.Holds(() => follow.IsHeard);
        Assert.Contains("key news was restarted", Assert.Single(loops.Troubles), StringComparison.Ordinal);
        await follow.StopAsync(Cancel);
    }

    [Fact]
    [Keeps("DOOR-3"), Keeps("SIGN-13")]
    public async Task The_line_service_goes_on_accepting_and_watching()
    {
        await using var service = await LineHost.Start();
        var server = service.Server;
        var loops = new BackgroundLoops(TimeProvider.System, new HeardLog<BackgroundLoops>());
        var clock = new Breakable();
        var watch = new WatchConnections(server.Get<VouchForLogins>(), loops, clock, new HeardLog<WatchConnections>());
        using var listener = new IsProxyListener(
            server.Settings with
            {
                IsProxy = server.Settings.IsProxy with { Address = new IPEndPoint(IPAddress.Loopback, 0) },
            },
            server.Get<IsProxyDesk>(),
            watch,
            loops,
            new NoRandomAtFirst(),
            new HeardLog<IsProxyListener>()
        );
        await listener.StartAsync(Cancel);

        using var lost = await LineClient.Connect(listener.Endpoint!);
        Assert.Null(await lost.Hear());
        using var first = await LineClient.Connect(listener.Endpoint!);
        Assert.Equal("100 Login ok", await first.LogIn(service.Person));
        await Eventually.Holds(() =>
        {
            clock.Break();
            return loops.Troubles.Count == 3;
        });
        using var client = await LineClient.Connect(listener.Endpoint!);
        Assert.Equal("100 Login ok", await client.LogIn(service.Person));
        await server.Write(tx => tx.Users.ChangeStatus(service.Person.User.Id, UserStatus.Deactivated, tx.Now));

        Assert.Null(await client.Hear());
        await listener.StopAsync(Cancel);
    }

    private static Task End(string how) =>
        how switch
        {
            "throws" => Task.FromException(new InvalidOperationException("broken")),
            "throws before it waits" => throw new InvalidOperationException("broken"),
            "returns" => Task.CompletedTask,
            _ => Task.FromCanceled(new CancellationToken(canceled: true)),
        };

    /// <summary>A clock whose stopwatch a test moves.</summary>
    private sealed class Later : TimeProvider
    {
        private long ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void By(TimeSpan time) => ticks += time.Ticks;
    }

    /// <summary>Its timers tick fast, and the first one cannot be set to another time.</summary>
    private sealed class BreaksOnce : TimeProvider
    {
        private int timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var tick = TimeSpan.FromMilliseconds(10);
            return new Timer(System.CreateTimer(callback, state, tick, tick), Interlocked.Increment(ref timers) == 1);
        }

        private sealed class Timer(ITimer inner, bool isBroken) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) =>
                isBroken ? throw new InvalidOperationException("no timer") : inner.Change(dueTime / 1000, period / 1000);

            public void Dispose() => inner.Dispose();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }

    /// <summary>Throws when it is asked the next time after <see cref="Break"/>.</summary>
    private sealed class Breakable : TimeProvider
    {
        private int isBroken;

        public void Break() => Interlocked.Exchange(ref isBroken, 1);

        public override DateTimeOffset GetUtcNow() => FakeClock.Start;

        public override long GetTimestamp() =>
            Interlocked.Exchange(ref isBroken, 0) == 1 ? throw new InvalidOperationException("no time") : base.GetTimestamp();
    }

    private sealed class NoRandomAtFirst : RandomSource
    {
        private int draws;

        public override void Fill(Span<byte> bytes)
        {
            if (Interlocked.Increment(ref draws) == 1)
                throw new IOException("no randomness");
            RandomNumberGenerator.Fill(bytes);
        }
    }

    /// <summary>The server's database under a name that leads nowhere until <see cref="Return"/>.</summary>
    private sealed class AwayAtFirst : IAsyncDisposable
    {
        private readonly string place = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        private readonly string target;

        public AwayAtFirst(TestServer server)
        {
            Engine engine;
            if (server.Settings.Database is { } text)
            {
                var settings = new NpgsqlConnectionStringBuilder(text.RevealText());
                Assert.SkipUnless(Directory.Exists(settings.Host), "PostgreSQL listens on no socket in a folder.");
                target = settings.Host!;
                settings.Host = place;
                engine = new Postgres(settings.ToString());
            }
            else
            {
                target = server.Settings.DataFolder;
                engine = new Sqlite(Path.Combine(place, Path.GetFileName(server.Settings.SqliteFile)));
            }
            Database = new Database(engine, server.Get<Sealer>(), server.Random, new DatabaseClock(server.Clock));
        }

        public Database Database { get; }

        public void Return() => Directory.CreateSymbolicLink(place, target);

        public async ValueTask DisposeAsync()
        {
            await Database.Engine.DisposeAsync();
            if (Directory.Exists(place))
                Directory.Delete(place);
        }
    }
}
