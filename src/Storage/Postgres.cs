using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;

namespace Sallyport.Storage;

/// <summary>PostgreSQL: as many nodes as one likes on one database.</summary>
public sealed class Postgres : Engine
{
    // Any number that nobody else in this database is likely to lock on.
    private const long MigrationLock = 0x5A11_9047;
    private readonly NpgsqlDataSource source;
    private readonly string direct;

    public Postgres(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "sallyport" };
        // A statement that takes longer than this is a fault; the request must not hang with it.
        settings.Options ??= "-c statement_timeout=5s -c lock_timeout=4s -c idle_in_transaction_session_timeout=10s";
        source = NpgsqlDataSource.Create(settings);
        direct = settings.ToString();
    }

    public override string Name => "postgres";

    // Not FOR UPDATE: that also waits for, and blocks, every row that refers to this one, and two sign-ins of one person would wait for each other in a circle.
    public override string ForUpdate => " FOR NO KEY UPDATE";

    public override string IsAmong(string parameter) => $"= ANY (@{parameter})";

    public override bool IsRemote => true;

    public override async Task<DbConnection> Connect(CancellationToken cancel) => await source.OpenConnectionAsync(cancel);

    public override async Task<DbTransaction> BeginWriting(DbConnection connection, CancellationToken cancel) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);

    public override async Task<DbTransaction> BeginReading(DbConnection connection, CancellationToken cancel) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    public override Task LockForMigration(DbTransaction transaction, CancellationToken cancel) =>
        transaction.Connection!.ExecuteAsync(
            // Another node may be migrating for longer than a statement may usually take.
            "SET LOCAL statement_timeout = '120s'; SET LOCAL lock_timeout = '120s'; SELECT pg_advisory_xact_lock(@MigrationLock)",
            new { MigrationLock },
            transaction
        );

    public override Task<bool> MayMigrate(DbConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>("SELECT has_schema_privilege(current_user, current_schema(), 'CREATE')");

    public override Task<bool> HasTable(DbTransaction transaction, string table, CancellationToken cancel) =>
        transaction.Connection!.ExecuteScalarAsync<bool>("SELECT to_regclass(@table) IS NOT NULL", new { table }, transaction);

    public override async Task<DateTimeOffset?> Clock(DbConnection connection, CancellationToken cancel) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            await connection.ExecuteScalarAsync<long>("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")
        );

    public override KeyFeed OpenKeyFeed() => new PostgresKeyFeed(direct);

    public override KeyReader OpenKeyReader(TimeSpan patience) => new PostgresKeyReader(direct, patience);

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }
}
