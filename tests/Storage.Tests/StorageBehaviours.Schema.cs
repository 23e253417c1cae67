using Dapper;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_make_one_schema_and_one_installation()
    {
        await using var empty = await TwoNodes.Empty(kind);
        var firsts = 0;
        var migrators = Enumerable.Range(0, 4).Select(_ => new Migrator(empty.NewEngine())).ToList();

        await Task.WhenAll(
            migrators.Select(m =>
                Task.Run(() =>
                    m.Migrate(
                        Now,
                        _ =>
                        {
                            Interlocked.Increment(ref firsts);
                            return Task.CompletedTask;
                        },
                        CancellationToken.None
                    )
                )
            )
        );

        Assert.Equal(1, firsts);
        foreach (var migrator in migrators)
            Assert.Equal(SchemaState.Current, await migrator.Look(CancellationToken.None));
    }

    [Fact]
    public async Task A_migration_whose_first_rows_fail_leaves_nothing()
    {
        await using var empty = await TwoNodes.Empty(kind);
        var migrator = new Migrator(empty.NewEngine());

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            migrator.Migrate(Now, _ => throw new InvalidOperationException("pulled the plug"), CancellationToken.None)
        );

        Assert.Equal(SchemaState.Empty, await migrator.Look(CancellationToken.None));
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_seen()
    {
        await using var connection = await Nodes.First.Engine.Connect(CancellationToken.None);
        await connection.ExecuteAsync("INSERT INTO schema_versions (number, name, applied_at) VALUES (9999, 'later.sql', 0)");

        Assert.Equal(SchemaState.Newer, await new Migrator(Nodes.NewEngine()).Look(CancellationToken.None));
    }

    [Fact]
    public async Task Both_engines_have_the_same_tables_and_columns()
    {
        var text = string.Concat(
            typeof(Migrator).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).Select(Statements)
        );
        Assert.NotEmpty(text);
        Assert.Equal(Described("sqlite"), Described("postgres"));
    }

    // The engines' words for the same thing.
    private static string Described(string engine) =>
        string.Concat(
                typeof(Migrator)
                    .Assembly.GetManifestResourceNames()
                    .Where(name => name.StartsWith(engine, StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Select(Statements)
            )
            .Replace("BYTEA", "BLOB", StringComparison.Ordinal)
            .Replace("number BIGINT PRIMARY KEY, user_id", "number INTEGER PRIMARY KEY, user_id", StringComparison.Ordinal)
            .Replace("SMALLINT", "INTEGER", StringComparison.Ordinal);

    private static string Statements(string resource)
    {
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(resource)!);
        // Triggers are each engine's own, and stand at the end of their file.
        var tables = reader
            .ReadToEnd()
            .Split("-- What nodes that hold keys in memory must read anew")[0]
            .Split("-- From here on each engine has words of its own")[0];
        var lines = tables.Split('\n').Select(line => line.Split("--")[0]);
        return string.Join(' ', string.Join(' ', lines).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
