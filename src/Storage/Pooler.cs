using Dapper;
using Npgsql;

namespace Sallyport.Storage;

/// <summary>Tells whether a connection leads to PostgreSQL itself. A pooler gives its clients numbers of its own, by which they ask it to cancel a statement.</summary>
internal static class Pooler
{
    private const string Number = "SELECT pg_backend_pid()";

    /// <summary>Whether there is none in between: notifications arrive, and a prepared statement is there the next time.</summary>
    public static bool IsPassed(NpgsqlConnection connection) => connection.ProcessID == connection.ExecuteScalar<int>(Number);

    /// <inheritdoc cref="IsPassed(NpgsqlConnection)"/>
    public static async Task<bool> IsPassed(NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ProcessID
        == await connection.ExecuteScalarAsync<int>(new CommandDefinition(Number, cancellationToken: cancel));
}
