using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Tests;

namespace Sallyport.Server.Tests.Host;

/// <summary>
/// The real server, listening on a free port of 127.0.0.1, over a data folder and a database of its own. A second node over the same database and
/// key file comes from <see cref="Second"/>. Disposing the first ends everything.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly ConcurrentBag<Browser> browsers = [];
    private readonly List<TestServer> others = [];
    private readonly string environment;
    private readonly int logsBefore = Logs.Length;
    private OpenedStorage storage = null!;
    private WebApplication app = null!;
    private TestDatabase? postgres;
    private bool isFirst = true;
    private bool isDisposed;

    private TestServer(FakeClock clock, ScriptedRandom random, string environment)
    {
        Clock = clock;
        Random = random;
        this.environment = environment;
        Given = new Given(this);
        Mailbox = new Mailbox(this);
    }

    public FakeClock Clock { get; }
    public ScriptedRandom Random { get; }
    public Given Given { get; }
    public Mailbox Mailbox { get; }

    /// <summary>What must not be found in anything that the server kept. <see cref="Given"/> and the browsers fill it.</summary>
    public Secrets Secrets { get; private init; } = new();
    public Settings Settings { get; private set; } = null!;
    public Database Database => storage.Database;

    /// <summary>Where this node listens.</summary>
    public Uri Address => new(Settings.Urls[0]);

    /// <param name="kind">SQLite, or a fresh database of the PostgreSQL that the environment names.</param>
    /// <param name="environment">"Production" or "Development".</param>
    /// <param name="settings">Changes what the operator would set.</param>
    public static async Task<TestServer> Start(
        DatabaseKind kind = DatabaseKind.Sqlite,
        string environment = "Production",
        Func<Settings, Settings>? settings = null
    )
    {
        var database = kind == DatabaseKind.Postgres ? await TestDatabase.Create() : null;
        var server = new TestServer(new FakeClock(), new ScriptedRandom(), environment) { postgres = database };
        var folder = Directory.CreateTempSubdirectory("sallyport-test-").FullName;
        await server.Listen(port => (settings ?? (s => s))(SettingsOf(folder, port, database)));
        return server;
    }

    /// <summary>Another node over the same database, key file and randomness.</summary>
    /// <param name="ahead">How far its time of day is ahead of the right one.</param>
    public async Task<TestServer> Second(TimeSpan ahead = default)
    {
        var second = new TestServer(Clock.Beside(ahead), Random, environment) { Secrets = Secrets, isFirst = false };
        await second.Listen(port => Settings with { Urls = [$"http://127.0.0.1:{port}"] });
        others.Add(second);
        return second;
    }

    /// <summary>A verb, or whatever else the server has registered.</summary>
    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <param name="from">An address of 127.0.0.0/8: budgets of addresses count it apart from others.</param>
    public Browser Browser(string from = "127.0.0.1")
    {
        var browser = new Browser(Address, IPAddress.Parse(from));
        browsers.Add(browser);
        return browser;
    }

    /// <summary>From now on the test itself says when this node writes marks and sends mail.</summary>
    public async Task StopJobs()
    {
        // A job that is stopped before a thread has come to begin it counts as failed, and would stop the whole server.
        Get<IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        foreach (var job in Get<IEnumerable<IHostedService>>().OfType<BackgroundService>())
            await job.StopAsync(CancellationToken.None);
    }

    /// <summary>It answers nobody any more, and is still there.</summary>
    public Task StopServing() => app.StopAsync();

    public Task<T> Read<T>(Func<Transaction, Task<T>> work) => Database.Read(work);

    public Task<T> Write<T>(Func<Transaction, Task<T>> work) => Database.Write(Caller.OfSystem("test"), work);

    public async ValueTask DisposeAsync()
    {
        // A second node may be stopped in the middle of a test, and is stopped with the first one at its end.
        if (isDisposed)
            return;
        isDisposed = true;
        foreach (var browser in browsers)
        {
            browser.Cookies.Given.ToList().ForEach(Secrets.AddCookie);
            browser.Dispose();
        }
        foreach (var other in others)
            await other.DisposeAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        var leaks = isFirst ? await Leaks() : [];
        await storage.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
        if (isFirst && Directory.Exists(Settings.DataFolder))
            Directory.Delete(Settings.DataFolder, recursive: true);
        if (leaks.Count > 0)
            throw new InvalidOperationException("Secrets were kept: " + string.Join(", ", leaks));
    }

    private async Task<List<string>> Leaks() =>
        [
            .. from kept in await WhatIsKept.By(this, Logs.Since(logsBefore))
            from meaning in Secrets.In(kept.Text)
            select $"{meaning} in {kept.Place}",
        ];

    // The port must be known before the start, since links carry it; if somebody takes it in between, the next one is tried.
    private async Task Listen(Func<int, Settings> settings)
    {
        for (var tries = 0; ; tries++)
        {
            Settings = settings(FreePort());
            var clock = new DatabaseClock(Clock, Clock.True);
            storage = await OpenedStorage.Open(Settings, clock, Random, CancellationToken.None);
            app = await ServerHost.Build(Settings, Task.FromResult(storage), clock, Random, environment);
            try
            {
                await app.StartAsync();
                return;
            }
            catch (IOException taken) when (taken.InnerException is AddressInUseException && tries < 5)
            {
                await app.DisposeAsync();
                await storage.DisposeAsync();
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Settings SettingsOf(string folder, int port, TestDatabase? database) =>
        new()
        {
            Urls = [$"http://127.0.0.1:{port}"],
            PublicUrl = new Uri($"http://127.0.0.1:{port}"),
            DataFolder = folder,
            KeyFile = Path.Combine(folder, "sallyport.keys"),
            AuditCheckpoints = Path.Combine(folder, "audit-checkpoints.jsonl"),
            Database = database is null ? null : new Secret(database.ConnectionString),
            MailFrom = "sallyport@example.test",
        };
}
