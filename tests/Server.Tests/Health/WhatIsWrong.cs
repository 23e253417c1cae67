using System.Net;
using Dapper;
using Npgsql;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Audit;
using Sallyport.Server.Jobs;
using Sallyport.Server.Jobs.Mails;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web.Health;
using Sallyport.Server.Web.Loops;
using Sallyport.Storage.Seal;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Health;

/// <summary>What makes a node send people away, and what is only told.</summary>
[Keeps("ALWAYS-9"), Keeps("V16.5.3")]
public sealed class WhatIsWrong
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_hangs_is_told_within_the_budget()
    {
        await using var database = await TestDatabase.Create();
        await using var relay = new Relay(database.ConnectionString);
        await using var server = await TestServer.Start(
            DatabaseKind.Postgres,
            settings: s => s with { Database = new Secret(relay.ConnectionString) }
        );
        await Is(server, "database", HealthState.Ready);
        await using var late = new Lateness();

        relay.FallSilent();
        using var browser = server.Browser();
        var since = System.Diagnostics.Stopwatch.StartNew();
        await Task.Delay(1100, Cancel);
        var answer = await browser.Get(HealthEndpoints.Ready);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.True(since.Elapsed - late.Lost < TimeSpan.FromSeconds(6), $"It took {since.Elapsed}.");
        relay.Speak();
        await Is(server, "database", HealthState.Ready);
    }

    [Fact]
    public async Task A_database_that_became_read_only_sends_people_away()
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres);
        await Is(server, "database", HealthState.Ready);
        var name = new NpgsqlConnectionStringBuilder(server.Settings.Database!.RevealText()).Database;
        await using var admin = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(TestDatabase.Server) { Pooling = false }.ToString()
        );
        await admin.OpenAsync(Cancel);

        await admin.ExecuteAsync($"ALTER DATABASE {name} SET default_transaction_read_only = on");
        await admin.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = @name", new { name });

        await Is(server, "database", HealthState.Unavailable, "read-only");
        await admin.ExecuteAsync($"ALTER DATABASE {name} RESET default_transaction_read_only");
        await admin.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = @name", new { name });
        await Is(server, "database", HealthState.Ready);
    }

    [Fact]
    public async Task A_file_that_may_not_be_written_sends_people_away()
    {
        using var mount = Mount.Tmpfs(megabytes: 400);
        await using var server = await TestServer.Start(settings: s => On(mount, s));
        await Is(server, "database", HealthState.Ready);

        mount.MakeReadOnly();

        await Is(server, "database", HealthState.Unavailable, "read-only");
        mount.MakeWritable();
        await Is(server, "database", HealthState.Ready);
    }

    [Fact]
    public async Task A_full_disk_sends_people_away_and_little_room_is_told()
    {
        using var mount = Mount.Tmpfs(megabytes: 16);
        await using var server = await TestServer.Start(settings: s => On(mount, s));
        await Is(server, "disk_space", HealthState.Degraded, "MB are free");
        await Is(server, "disk", HealthState.Ready);

        mount.Fill();

        await Is(server, "disk", HealthState.Unavailable, "nothing can be written");
        mount.Empty();
        await Is(server, "disk", HealthState.Ready);
    }

    [Theory]
    [InlineData("gone", "no key file")]
    [InlineData("open to others", "chmod 600")]
    [InlineData("damaged", "damaged")]
    [InlineData("another", "does not have the key")]
    public async Task A_key_file_that_the_next_start_would_refuse_sends_people_away(string how, string why)
    {
        await using var server = await TestServer.Start();
        await Is(server, "sealing_key", HealthState.Ready);
        var file = server.Settings.KeyFile;
        var kept = await File.ReadAllBytesAsync(file, Cancel);

        File.Delete(file);
        if (how == "another")
            new KeyFile(file).Create(server.Random);
        else if (how != "gone")
            await File.WriteAllBytesAsync(file, how == "damaged" ? kept[..^20] : kept, Cancel);
        if (how != "gone" && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, how == "open to others" ? (UnixFileMode)0b110_100_100 : (UnixFileMode)0b110_000_000);

        await Is(server, "sealing_key", HealthState.Unavailable, why);
    }

    [Fact]
    public async Task A_key_that_the_database_names_and_the_file_lacks_sends_people_away()
    {
        await using var server = await TestServer.Start();
        await server.Write(tx => tx.Installation.ChangeKey("other123"));

        await server.Get<FollowKey>().Follow(Cancel);

        await Is(server, "sealing_key", HealthState.Unavailable, "other123");
    }

    [Fact]
    public async Task A_mail_server_that_cannot_be_reached_is_told()
    {
        await using var server = await TestServer.Start(settings: s => s with { Smtp = new Uri("smtp://127.0.0.1:1") });
        await server.StopJobs();
        await Is(server, "mail", HealthState.Ready);
        await server.Write(tx => tx.Outbox.Add(SomeMail, tx.Now));

        await server.Get<SendDueMail>().Send(Cancel);

        await Is(server, "mail", HealthState.Degraded, "cannot be used");
    }

    [Fact]
    public async Task Mails_that_nobody_sends_are_told()
    {
        await using var server = await TestServer.Start(settings: s => s with { Smtp = new Uri("smtp://127.0.0.1:1") });
        await server.StopJobs();
        await server.Write(tx => tx.Outbox.Add(SomeMail, tx.Now));
        server.Clock.Advance(TimeSpan.FromMinutes(11));

        await Is(server, "mail", HealthState.Degraded, "10 minutes");
    }

    [Fact]
    public async Task Checkpoints_that_cannot_be_written_are_told_until_they_can()
    {
        await using var server = await TestServer.Start();
        await server.StopJobs();
        await server.Given.Account();
        Directory.CreateDirectory(server.Settings.AuditCheckpoints);

        await Assert.ThrowsAnyAsync<Exception>(() => server.Get<WriteCheckpoints>().Write(Cancel));

        await Is(server, "checkpoints", HealthState.Degraded, "cannot be written");
        Directory.Delete(server.Settings.AuditCheckpoints);
        await server.Get<WriteCheckpoints>().Write(Cancel);
        await Is(server, "checkpoints", HealthState.Ready);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task News_that_does_not_arrive_is_told(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await Is(server, "notifications", HealthState.Ready);

        await server.Get<FollowKeys>().StopAsync(Cancel);

        await Is(server, "notifications", HealthState.Degraded);
    }

    [Fact]
    public async Task A_loop_that_had_to_be_restarted_is_told()
    {
        await using var server = await TestServer.Start();
        using var stopping = new CancellationTokenSource();
        await Is(server, "background", HealthState.Ready);

        var kept = server.Get<BackgroundLoops>().Keep("the loop", _ => throw new IOException("broken"), stopping.Token);

        await Is(server, "background", HealthState.Degraded, "the loop was restarted");
        await stopping.CancelAsync();
        await kept;
    }

    private static Mail SomeMail =>
        new()
        {
            Kind = Enum.GetValues<MailKind>()[0],
            To = "a@acme.test",
            Subject = "subject",
            Text = "text",
            Html = "html",
        };

    private static Web.Settings On(Mount mount, Web.Settings settings) =>
        settings with
        {
            DataFolder = Path.Combine(mount.Folder, "data"),
            KeyFile = Path.Combine(mount.Folder, "data", "sallyport.keys"),
            AuditCheckpoints = Path.Combine(mount.Folder, "data", "audit-checkpoints.jsonl"),
        };

    // What strangers see follows from it, and what the check says.
    private static Task Is(TestServer server, string check, HealthState state, string why = "") =>
        Eventually.Holds(async () =>
        {
            using var browser = server.Browser();
            var answer = await browser.Get(HealthEndpoints.Ready);
            var finding = (await server.Get<LookAtHealth>().Look()).Findings.Single(found => found.Name == check);
            return finding.State == state
                && finding.Why.Contains(why, StringComparison.Ordinal)
                && (state != HealthState.Unavailable || answer.Status == HttpStatusCode.ServiceUnavailable)
                && (state != HealthState.Degraded || answer is { Status: HttpStatusCode.OK, Body: "degraded" });
        });
}
