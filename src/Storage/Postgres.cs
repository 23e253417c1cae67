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
    private readonly string usual;
    private readonly string direct;
    private readonly bool hasTwoWays;
    private readonly bool hasOwnLimits;

    // A statement that takes longer than this is a fault; the request must not hang with it. For the transaction, because a pooler refuses the options of a connection.
    private const string Limits =
        "SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '4s'; SET LOCAL idle_in_transaction_session_timeout = '10s'";

    /// <param name="connectionString">By which nodes read and write.</param>
    /// <param name="direct">The same database past a pooler; null: there is none.</param>
    public Postgres(string connectionString, string? direct = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "sallyport" };
        hasTwoWays = direct is not null;
        // A pooler's connections to PostgreSQL are everybody's: there is nothing to tidy up behind this node.
        settings.NoResetOnClose = hasTwoWays;
        hasOwnLimits = settings.Options is not null;
        source = NpgsqlDataSource.Create(settings);
        usual = settings.ToString();
        this.direct = direct is null
            ? usual
            : new NpgsqlConnectionStringBuilder(direct) { ApplicationName = settings.ApplicationName }.ToString();
    }

    public override string Name => "postgres";

    // Not FOR UPDATE: that also waits for, and blocks, every row that refers to this one, and two sign-ins of one person would wait for each other in a circle.
    public override string ForUpdate => " FOR NO KEY UPDATE";

    public override string IsAmong(string parameter) => $"= ANY (@{parameter})";

    public override bool IsRemote => true;

    public override async Task<DbConnection> Connect(CancellationToken cancel) => await source.OpenConnectionAsync(cancel);

    public override Task<DbTransaction> BeginWriting(DbConnection connection, CancellationToken cancel) =>
        Begin(connection, IsolationLevel.ReadCommitted, cancel);

    public override Task<DbTransaction> BeginReading(DbConnection connection, CancellationToken cancel) =>
        Begin(connection, IsolationLevel.RepeatableRead, cancel);

    private async Task<DbTransaction> Begin(DbConnection connection, IsolationLevel level, CancellationToken cancel)
    {
        var transaction = await connection.BeginTransactionAsync(level, cancel);
        try
        {
            if (!hasOwnLimits)
                await connection.ExecuteAsync(new CommandDefinition(Limits, transaction: transaction, cancellationToken: cancel));
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

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

    public override Task<bool> IsReadOnly(DbTransaction transaction) =>
        transaction.Connection!.ExecuteScalarAsync<bool>(
            "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'",
            transaction: transaction
        );

    public override async Task<DateTimeOffset?> Clock(DbConnection connection, CancellationToken cancel) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            await connection.ExecuteScalarAsync<long>("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")
        );

    // A server that does not answer is not asked to stop for longer than a second: the connection is given up.
    public override DbConnection OwnConnection() =>
        new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(direct)
            {
                Pooling = false,
                CancellationTimeout = -1,
                Timeout = 1,
            }.ToString()
        );

    // What is migrated takes longer than a pooler may let a transaction take, and by a role that may not be the pooler's.
    public override async Task<DbConnection> ConnectDirectly(CancellationToken cancel)
    {
        if (!hasTwoWays)
            return await Connect(cancel);
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(direct) { Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task<bool> IsOneDatabase(CancellationToken cancel)
    {
        if (!hasTwoWays)
            return true;
        // Which server, by when it was started, and which of its databases.
        const string which =
            "SELECT EXTRACT(EPOCH FROM pg_postmaster_start_time())::text || ' ' || oid FROM pg_database WHERE datname = current_database()";
        await using var one = await Connect(cancel);
        await using var other = await ConnectDirectly(cancel);
        return await one.ExecuteScalarAsync<string>(which) == await other.ExecuteScalarAsync<string>(which);
    }

    public override KeyFeed OpenKeyFeed() => new PostgresKeyFeed(direct, usual);

    public override KeyReader OpenKeyReader(TimeSpan patience) => new PostgresKeyReader(direct, patience);

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }
}
