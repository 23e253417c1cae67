using Npgsql;
using Sallyport.Storage;
using Xunit;

namespace Sallyport.Tests;

/// <summary>On which database a test runs.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>Rows for theories that run on both engines; PostgreSQL is skipped, visibly, where none is named.</summary>
public static class Engines
{
    public static IEnumerable<TheoryDataRow<DatabaseKind>> All =>
        [
            new TheoryDataRow<DatabaseKind>(DatabaseKind.Sqlite),
            new TheoryDataRow<DatabaseKind>(DatabaseKind.Postgres)
            {
                Skip = TestDatabase.Server is null ? TestDatabase.WhyNoServer : null,
            },
        ];
}

/// <summary>A fresh PostgreSQL database of one test; dropped at its end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public const string WhyNoServer = "No PostgreSQL: SALLYPORT_TEST_POSTGRES names none. ./build starts one.";

    // Many servers of one run share the connections of one PostgreSQL.
    private const int Connections = 20;

    /// <summary>A machine that stalls for seconds in the middle of a transaction makes others wait, which is no fault of theirs. Tests of the limits themselves say 1.</summary>
    public const double Stretch = 8;
    private readonly string name;

    private TestDatabase(string name, string connectionString) => (this.name, ConnectionString) = (name, connectionString);

    /// <summary>The connection string of a server where databases may be made; null: there is none.</summary>
    public static string? Server =>
        Environment.GetEnvironmentVariable("SALLYPORT_TEST_POSTGRES") is { Length: > 0 } text ? text : null;

    public string ConnectionString { get; }

    public static async Task<TestDatabase> Create()
    {
        if (Server is null)
            Assert.Skip(WhyNoServer);
        var fresh = "sallyport_" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        await Run($"CREATE DATABASE {fresh}");
        var mine = new NpgsqlConnectionStringBuilder(Server) { Database = fresh, MaxPoolSize = Connections };
        return new TestDatabase(fresh, mine.ToString());
    }

    /// <summary>One more engine on it, as another node would have.</summary>
    public Engine NewEngine() => new Postgres(ConnectionString);

    public async ValueTask DisposeAsync() => await Run($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private static async Task Run(string sql)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Server) { Pooling = false, CommandTimeout = 60 }.ToString()
        );
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
