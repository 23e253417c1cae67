using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.Web;

/// <summary>The database with its key: opened by the server and by each verb of the command line in the same way.</summary>
public sealed class OpenedStorage : IAsyncDisposable
{
    private OpenedStorage(Database database, Sealer sealer, KeyFile keyFile)
    {
        Database = database;
        Sealer = sealer;
        KeyFile = keyFile;
    }

    public Database Database { get; }
    public Sealer Sealer { get; }
    public KeyFile KeyFile { get; }

    /// <summary>Migrates where it may, makes the key file on an empty database, and refuses with a plain message where it cannot go on.</summary>
    public static async Task<OpenedStorage> Open(
        Settings settings,
        DatabaseClock clock,
        RandomSource random,
        CancellationToken cancel
    )
    {
        if (settings.Database is null)
            Directory.CreateDirectory(settings.DataFolder);
        var engine = EngineOf(settings);
        // An old copy of the database would let deleted keys in.
        if (!await engine.IsOneDatabase(cancel))
            throw new StartRefusedException(
                $"{Setting.DatabaseDirect.Name} leads to another database than {Setting.Database.Name}."
            );
        var keyFile = new KeyFile(settings.KeyFile);
        // Before anything is written: the time of what the first start makes is the database's too.
        await clock.Compare(engine, cancel);
        await Migrate(engine, keyFile, clock.GetUtcNow(), random, cancel);
        var keyId = await FirstRun.KeyId(engine, cancel);
        var sealer = new Sealer(keyFile, ReadKeys(keyFile, keyId), random) { CurrentKeyId = keyId };
        var database = new Database(engine, sealer, random, clock);
        await FirstKey.Ensure(database, clock.GetUtcNow());
        return new OpenedStorage(database, sealer, keyFile);
    }

    public ValueTask DisposeAsync() => Database.Engine.DisposeAsync();

    private static Engine EngineOf(Settings settings) =>
        settings.Database is { } connection
            ? new Postgres(connection.RevealText(), settings.DatabaseDirect?.RevealText())
            : new Sqlite(settings.SqliteFile);

    private static async Task Migrate(
        Engine engine,
        KeyFile keyFile,
        DateTimeOffset now,
        RandomSource random,
        CancellationToken cancel
    )
    {
        var migrator = new Migrator(engine);
        switch (await migrator.Look(cancel))
        {
            case SchemaState.Current:
                return;
            case SchemaState.Newer:
                throw new StartRefusedException(
                    "The database was used by a newer Sallyport. Start that version, or restore a backup made before it."
                );
            case SchemaState.Empty or SchemaState.Behind when !await migrator.MayMigrate(cancel):
                throw new StartRefusedException(
                    "The database needs new tables and this role may not make them. Run sallyport migrate with a role that may."
                );
            case SchemaState.Empty or SchemaState.Behind:
                await migrator.Migrate(now, tx => FirstRun.Make(tx, random, MakeKey(keyFile, random), now), cancel);
                return;
        }
    }

    // The node that fills an empty database makes the key file, unless the operator brought one.
    private static string MakeKey(KeyFile keyFile, RandomSource random)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(keyFile.Path)!);
        keyFile.Create(random);
        return ReadKeys(keyFile, keyId: null).Newest;
    }

    private static KeyRing ReadKeys(KeyFile file, string? keyId)
    {
        var reading = file.Read();
        if (reading is KeyFileReading.Refused refused)
            throw new StartRefusedException($"{Setting.KeyFile.Name}: {refused.Why}");
        if (reading is KeyFileReading.Keys keys && (keyId is null || keys.Ring.Has(keyId)))
            return keys.Ring;
        throw new StartRefusedException(
            $"The key {keyId} is not in {file.Path}. What is sealed cannot be opened without it: bring the key file back, or name it by {Setting.KeyFile.Name}."
        );
    }
}
