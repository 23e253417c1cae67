using Npgsql;

namespace Sallyport.Measure;

/// <summary>A database of the measurement's own on a PostgreSQL that is there, gone afterwards.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string server;
    private readonly string name;

    private Database(string server, string name) => (this.server, this.name) = (server, name);

    public string ConnectionString => new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();

    public static async Task<Database> Create(string server)
    {
        var database = new Database(server, "measure_" + Random.Shared.Next());
        await database.Say("CREATE DATABASE " + database.name);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Say($"DROP DATABASE {name} WITH (FORCE)");
    }

    private async Task Say(string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
