using System.Data.Common;
using System.Reflection;
using Dapper;
using Sallyport.Storage.Budgets;

namespace Sallyport.Storage;

/// <summary>What a look at the schema said.</summary>
public enum SchemaState
{
    Empty,
    Behind,
    Current,

    /// <summary>A newer version of the program has been here. This one would not understand what it finds.</summary>
    Newer,
}

/// <summary>Brings the schema to this version by the numbered files of the engine's folder, all in one transaction under a lock.</summary>
public sealed class Migrator(Engine engine)
{
    private readonly IReadOnlyList<Migration> migrations = [.. Load(engine.Name)];

    public async Task<SchemaState> Look(CancellationToken cancel)
    {
        await using var connection = await engine.ConnectDirectly(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        return StateOf(await Applied(transaction, cancel));
    }

    public async Task<bool> MayMigrate(CancellationToken cancel)
    {
        await using var connection = await engine.ConnectDirectly(cancel);
        return await engine.MayMigrate(connection, cancel);
    }

    /// <summary>Applies what is missing. Between two processes one does the work and the other finds it done.</summary>
    /// <param name="now">Recorded with each file.</param>
    /// <param name="first">Runs in the same transaction when the database was empty, so that no half-made installation is ever seen.</param>
    /// <param name="cancel">Stops waiting.</param>
    public Task Migrate(DateTimeOffset now, Func<DbTransaction, Task> first, CancellationToken cancel) =>
        Turn.Take(DatabaseWork.Migration, DatabaseWork.Migration.Longest, turn => Migrate(turn, now, first, cancel));

    private async Task<bool> Migrate(Turn turn, DateTimeOffset now, Func<DbTransaction, Task> first, CancellationToken cancel)
    {
        await using var connection = await engine.ConnectDirectly(cancel);
        await using var transaction = await engine.BeginWriting(connection, turn, cancel);
        await engine.LockForMigration(transaction, cancel);
        var applied = await Applied(transaction, cancel);
        foreach (var migration in migrations.Where(m => m.Number > applied))
            await Apply(transaction, migration, now);
        if (applied == 0)
            await first(transaction);
        turn.BeginCommit();
        await transaction.CommitAsync(cancel);
        return true;
    }

    private SchemaState StateOf(long applied) =>
        applied == 0 ? SchemaState.Empty
        : applied < migrations[^1].Number ? SchemaState.Behind
        : applied == migrations[^1].Number ? SchemaState.Current
        : SchemaState.Newer;

    private async Task<long> Applied(DbTransaction transaction, CancellationToken cancel) =>
        await engine.HasTable(transaction, "schema_versions", cancel)
            ? await transaction.Connection!.ExecuteScalarAsync<long>(
                "SELECT COALESCE(MAX(number), 0) FROM schema_versions",
                transaction: transaction
            )
            : 0;

    private static async Task Apply(DbTransaction transaction, Migration migration, DateTimeOffset now)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_versions (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)",
            transaction: transaction
        );
        await connection.ExecuteAsync(
            migration.Sql,
            transaction: transaction,
            commandTimeout: (int)DatabaseWork.Migration.Longest.TotalSeconds
        );
        await connection.ExecuteAsync(
            "INSERT INTO schema_versions (number, name, applied_at) VALUES (@Number, @Name, @now)",
            new
            {
                migration.Number,
                migration.Name,
                now,
            },
            transaction
        );
    }

    private static IEnumerable<Migration> Load(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(n => n.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var file = name[(folder.Length + 1)..];
            yield return new Migration(
                long.Parse(file[..4], System.Globalization.CultureInfo.InvariantCulture),
                file,
                reader.ReadToEnd()
            );
        }
    }

    private sealed record Migration(long Number, string Name, string Sql);
}
