using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;
using Sallyport.Core.Common;
using Sallyport.Storage.Budgets;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

/// <summary>A database that does not go away, but hangs: whoever waits is let go in time, and nothing that was left behind comes true later.</summary>
[Keeps("V13.1.3")]
public sealed class HangingDatabase
{
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(1);

    // For a machine that stalls; without a budget it would be fifteen seconds and more.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Whoever_reads_is_let_go_in_time_and_the_next_one_is_answered_by_a_new_connection()
    {
        await using var nodes = await TwoNodes.Migrated(DatabaseKind.Postgres);
        await nodes.Read(tx => tx.Installation.Get());
        await using var stopped = await StoppedBackends.Of(nodes.ConnectionString!);
        Assert.NotEqual(0, stopped.Count);

        await LetGo(() => nodes.Read(tx => tx.Installation.Get()));

        Assert.NotNull(await Eventually(() => nodes.Read(tx => tx.Installation.Get())));
    }

    [Fact]
    public async Task All_that_a_request_asks_shares_its_time()
    {
        await using var nodes = await TwoNodes.Migrated(DatabaseKind.Postgres);
        await nodes.Read(tx => tx.Installation.Get());
        await using var stopped = await StoppedBackends.Of(nodes.ConnectionString!);
        using var budget = DatabaseBudget.Open(DatabaseWork.Request, Allowed);
        await Assert.ThrowsAsync<DatabaseAwayException>(() => nodes.Read(tx => tx.Installation.Get()));

        var since = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<DatabaseAwayException>(() => nodes.Read(tx => tx.Installation.Get()));

        Assert.True(Stopwatch.GetElapsedTime(since) < Allowed, "It began anew.");
    }

    [Fact]
    public async Task A_write_that_was_left_behind_before_its_commit_changes_nothing_afterwards()
    {
        await using var nodes = await TwoNodes.Migrated(DatabaseKind.Postgres);
        StoppedBackends? stopped = null;
        var away = await LetGo(() =>
            nodes.Write(async tx =>
            {
                await tx.Installation.ChangeKey("another");
                stopped = await StoppedBackends.Of(nodes.ConnectionString!, "state = 'idle in transaction'");
                return await tx.Installation.ChangeKey("a third one");
            })
        );
        Assert.False(away.IsOutcomeUnknown);
        await stopped!.DisposeAsync();

        // The row is free again, and as it was.
        var key = await nodes.Second.Write(
            Caller.OfSystem("test"),
            async tx =>
            {
                await tx.Installation.Lock();
                return (await tx.Installation.Get()).KeyId;
            }
        );
        Assert.NotEqual("another", key);
        Assert.NotEqual("a third one", key);
    }

    [Fact]
    public async Task A_commit_that_is_not_answered_is_neither_done_nor_undone_and_is_called_so()
    {
        await using var nodes = await TwoNodes.Migrated(DatabaseKind.Postgres);
        StoppedBackends? stopped = null;
        var away = await LetGo(() =>
            nodes.Write(async tx =>
            {
                await tx.Installation.ChangeKey("another");
                stopped = await StoppedBackends.Of(nodes.ConnectionString!, "state = 'idle in transaction'");
                return 1;
            })
        );
        await stopped!.DisposeAsync();

        Assert.True(away.IsOutcomeUnknown);
    }

    [Fact]
    public async Task Whoever_waits_for_a_row_that_another_holds_is_let_go_by_the_server_and_the_connection_stays()
    {
        await using var nodes = await TwoNodes.Migrated(DatabaseKind.Postgres);
        var before = await TwoNodes.Ask<int>(nodes.Second, "SELECT pg_backend_pid()");
        await nodes.Write(async holder =>
        {
            await holder.Installation.Lock();
            await LetGo(() => nodes.Second.Write(Caller.OfSystem("test"), tx => tx.Installation.Lock()));
            return 1;
        });

        Assert.Equal(before, await TwoNodes.Ask<int>(nodes.Second, "SELECT pg_backend_pid()"));
    }

    [Fact]
    public async Task Of_a_locked_file_every_writer_is_let_go_in_time_and_readers_go_on()
    {
        await using var nodes = await TwoNodes.Migrated(DatabaseKind.Sqlite);
        await using (var other = await Locked(nodes, "BEGIN EXCLUSIVE"))
        {
            var since = Stopwatch.GetTimestamp();
            var writers = Enumerable
                .Range(0, 40)
                .Select(i => LetGo(() => nodes.Write(tx => tx.Installation.ChangeKey($"key {i}"))))
                .ToList();
            Assert.NotNull(await nodes.Read(tx => tx.Installation.Get()));
            Assert.True(Stopwatch.GetElapsedTime(since) < Allowed + Slack, "Readers waited for writers.");
            await Task.WhenAll(writers);
            // One after the other they would have waited for 40 seconds.
            Assert.True(Stopwatch.GetElapsedTime(since) < Allowed + Slack, "The writers waited for each other.");
        }

        Assert.Equal(1, await nodes.Write(tx => tx.Installation.ChangeKey("after")));
    }

    [Fact]
    public async Task Of_a_file_that_somebody_has_to_himself_readers_are_let_go_in_time_too()
    {
        await using var nodes = await TwoNodes.Migrated(DatabaseKind.Sqlite);
        var engine = new Sqlite(nodes.File + ".alone");
        await using (var made = new SqliteConnection($"Data Source={nodes.File}.alone;Pooling=False"))
        {
            await made.OpenAsync();
            await made.ExecuteAsync("PRAGMA journal_mode = DELETE; CREATE TABLE installation (id); BEGIN EXCLUSIVE");
            var since = Stopwatch.GetTimestamp();
            var readers = Enumerable.Range(0, 40).Select(_ => LetGo(() => Read(engine))).ToList();
            await Task.WhenAll(readers);
            Assert.True(Stopwatch.GetElapsedTime(since) < Allowed + Slack, "The readers waited for each other.");
        }

        Assert.True(await Read(engine));
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task A_statement_of_SQLite_that_takes_too_long_is_stopped()
    {
        await using var nodes = await TwoNodes.Migrated(DatabaseKind.Sqlite);

        await LetGo(() =>
            TwoNodes.Ask<long>(
                nodes.First,
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
            )
        );

        Assert.NotNull(await nodes.Read(tx => tx.Installation.Get()));
    }

    private static Task<bool> Read(Sqlite engine) =>
        Turn.Take(
            stretch: 1,
            async turn =>
            {
                await using var connection = await engine.Connect(turn, CancellationToken.None);
                await using var inner = await engine.BeginReading(connection, turn, CancellationToken.None);
                return true;
            }
        );

    private static async Task<SqliteConnection> Locked(TwoNodes nodes, string how)
    {
        var connection = new SqliteConnection($"Data Source={nodes.File};Pooling=False");
        await connection.OpenAsync();
        await connection.ExecuteAsync(how);
        return connection;
    }

    private static async Task<DatabaseAwayException> LetGo<T>(Func<Task<T>> ask)
    {
        using var budget = DatabaseBudget.Open(DatabaseWork.Check, Allowed);
        var since = Stopwatch.GetTimestamp();
        var away = await Assert.ThrowsAsync<DatabaseAwayException>(() => ask());
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.FromMilliseconds(600), Allowed + Slack);
        return away;
    }

    // Connections that hang are found out one by one.
    private static async Task<T> Eventually<T>(Func<Task<T>> ask)
    {
        for (var since = Stopwatch.GetTimestamp(); ; )
            try
            {
                using var budget = DatabaseBudget.Open(DatabaseWork.Check, Allowed);
                return await ask();
            }
            catch (DatabaseAwayException) when (Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(1)) { }
    }
}
