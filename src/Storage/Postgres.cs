using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using Sallyport.Storage.Budgets;

namespace Sallyport.Storage;

/// <summary>PostgreSQL: as many nodes as one likes on one database.</summary>
public sealed class Postgres : Engine
{
    // Any number that nobody else in this database is likely to lock on.
    private const long MigrationLock = 0x5A11_9047;

    // More would be refused after they have waited, instead of at once.
    private const int LongestQueue = 500;

    // Coarse, so that statements with the limits before them are few.
    private const int LimitStep = 250;
    private readonly NpgsqlDataSource source;
    private readonly Places places;
    private readonly string usual;
    private readonly string direct;
    private readonly bool hasTwoWays;

    /// <param name="connectionString">By which nodes read and write.</param>
    /// <param name="direct">The same database past a pooler; null: there is none.</param>
    /// <param name="connections">The pool's size; null: what the connection string says, else <see cref="UsualConnections"/>.</param>
    public Postgres(string connectionString, string? direct = null, int? connections = null)
    {
        var settings = Patient(connectionString);
        hasTwoWays = direct is not null;
        // A pooler's connections to PostgreSQL are everybody's: there is nothing to tidy up behind this node.
        settings.NoResetOnClose = hasTwoWays;
        usual = settings.ToString();
        this.direct = direct is null ? usual : Patient(direct).ToString();
        Connections =
            connections ?? (SaysPoolSize(connectionString) ? settings.MaxPoolSize : UsualConnections(Environment.ProcessorCount));
        settings.MaxPoolSize = Connections;
        source = NpgsqlDataSource.Create(settings);
        places = new Places(Connections, reserved: Connections / 4, LongestQueue);
    }

    private static NpgsqlConnectionStringBuilder Patient(string connectionString) =>
        new(connectionString)
        {
            ApplicationName = "sallyport",
            // Of a server that does not answer nobody waits to hear that it has stopped: the connection is given up.
            CancellationTimeout = -1,
            Timeout = (int)DatabaseWork.LongestConnect.TotalSeconds,
        };

    // The driver's own builder answers for every word that it knows, whether it was given or not.
    private static bool SaysPoolSize(string connectionString) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString }
            .Keys.Cast<string>()
            .Select(key => key.Replace(" ", "", StringComparison.Ordinal))
            .Any(key =>
                key.Equals("MaximumPoolSize", StringComparison.OrdinalIgnoreCase)
                || key.Equals("MaxPoolSize", StringComparison.OrdinalIgnoreCase)
            );

    /// <summary>Ten a core keep PostgreSQL busy; more than forty of one node would only wait for each other in there.</summary>
    public static int UsualConnections(int cores) => Math.Min(10 * cores, 40);

    /// <summary>How many requests and jobs talk to the database at once.</summary>
    public int Connections { get; }

    public override string Name => "postgres";

    // Not FOR UPDATE: that also waits for, and blocks, every row that refers to this one, and two sign-ins of one person would wait for each other in a circle.
    public override string ForUpdate => " FOR NO KEY UPDATE";

    public override string IsAmong(string parameter) => $"= ANY (@{parameter})";

    public override bool IsRemote => true;

    public override async Task<DbConnection> Connect(CancellationToken cancel) => await source.OpenConnectionAsync(cancel);

    public override async Task<DbConnection> Connect(Turn turn, CancellationToken cancel)
    {
        await places.Enter(turn, cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel, turn.Stopped);
        var left = turn.LeftToConnect;
        patience.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            return await source.OpenConnectionAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw turn.Late();
        }
    }

    public override async Task<DbTransaction> BeginWriting(DbConnection connection, Turn turn, CancellationToken cancel) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);

    public override async Task<DbTransaction> BeginReading(DbConnection connection, Turn turn, CancellationToken cancel) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    // A little less than is left: then the server says itself that it was too much, and the connection stays good. A node that dies in the middle holds its locks for ten seconds.
    public override string LimitsOf(Turn turn)
    {
        var left = (int)Math.Min(turn.Left.TotalMilliseconds, int.MaxValue / 2);
        var limit = Math.Max((left - 1) / LimitStep * LimitStep, LimitStep / 2);
        return $"SET LOCAL statement_timeout = {limit}; SET LOCAL idle_in_transaction_session_timeout = 10000; ";
    }

    public override bool IsAway(Exception fault) =>
        fault switch
        {
            PostgresException refused => refused.SqlState
                is PostgresErrorCodes.QueryCanceled
                    or PostgresErrorCodes.LockNotAvailable
                || refused.SqlState.StartsWith("08", StringComparison.Ordinal)
                || refused.SqlState.StartsWith("53", StringComparison.Ordinal)
                || refused.SqlState.StartsWith("57P", StringComparison.Ordinal),
            NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException => true,
            _ => false,
        };

    public override Task LockForMigration(DbTransaction transaction, CancellationToken cancel) =>
        transaction.Connection!.ExecuteAsync(
            // Another node may be migrating. What is migrated afterwards is limited by its budget alone.
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '120s'; SELECT pg_advisory_xact_lock(@MigrationLock)",
            new { MigrationLock },
            transaction,
            commandTimeout: 125
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
            await connection.ExecuteScalarAsync<long>(
                new CommandDefinition(
                    "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
                    cancellationToken: cancel
                )
            )
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

    public override KeyReader OpenKeyReader(TimeSpan patience, TimeSpan connecting) =>
        new PostgresKeyReader(direct, patience, connecting);

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }
}
